import numpy as np

class LayerNorm:
    def __init__(self, gamma, beta):
        self.gamma = gamma
        self.beta = beta

    def forward(self, x):
        self.std = np.sqrt(x.var(axis=1, keepdims=True) + 1e-6)
        self.n = (x - x.mean(axis=1, keepdims=True)) / self.std
        return self.gamma * self.n + self.beta

    def backward(self, dout):
        self.dgamma = np.sum(dout * self.n, axis=0)
        self.dbeta = np.sum(dout, axis=0)
        inner = dout - dout.mean(axis=1, keepdims=True) - self.n * (dout * self.n).mean(axis=1, keepdims=True)
        return self.gamma * inner / self.std
