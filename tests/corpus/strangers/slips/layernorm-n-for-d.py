import numpy as np


class LayerNorm:
    def __init__(self, gamma, beta):
        self.gamma = gamma
        self.beta = beta

    def forward(self, x):
        self.mean = np.mean(x, axis=1, keepdims=True)
        self.var = np.var(x, axis=1, keepdims=True)
        self.inv = 1.0 / np.sqrt(self.var + 1e-6)
        self.xhat = (x - self.mean) * self.inv
        return self.xhat * self.gamma + self.beta

    def backward(self, dout):
        M = dout.shape[0]
        self.dgamma = np.sum(dout * self.xhat, axis=0)
        self.dbeta = np.sum(dout, axis=0)
        dxhat = dout * self.gamma
        s1 = np.sum(dxhat, axis=1, keepdims=True)
        s2 = np.sum(dxhat * self.xhat, axis=1, keepdims=True)
        return self.inv / M * (M * dxhat - s1 - self.xhat * s2)
