import numpy as np


class LayerNorm:
    def __init__(self, gamma, beta):
        self.gamma = gamma
        self.beta = beta

    def forward(self, x):
        self.mu = np.mean(x, axis=-1, keepdims=True)
        self.var = np.var(x, axis=-1, keepdims=True) + 1e-7
        self.xhat = (x - self.mu) / np.sqrt(self.var)
        return self.gamma * (x - self.mu) / self.var + self.beta

    def backward(self, dout):
        self.dgamma = np.sum(dout * self.xhat, axis=0)
        self.dbeta = np.sum(dout, axis=0)
        g = dout * self.gamma
        a = np.mean(g, axis=-1, keepdims=True)
        b = np.mean(g * self.xhat, axis=-1, keepdims=True)
        return (g - a - self.xhat * b) / np.sqrt(self.var)
