import numpy as np


class LayerNorm:
    def __init__(self, gamma, beta, eps=1e-7):
        self.gamma, self.beta, self.eps = gamma, beta, eps

    def forward(self, x):
        mu = x.mean(axis=1, keepdims=True)
        self.std = np.sqrt(x.var(axis=1, keepdims=True) + self.eps)
        self.xhat = (x - mu) / self.std
        return self.gamma * self.xhat + self.beta

    def backward(self, dout):
        self.dgamma = np.sum(dout * self.xhat, axis=0)
        self.dbeta = np.sum(dout, axis=0)
        g = dout * self.gamma
        g = (
            g
            - g.mean(axis=1, keepdims=True)
            - self.xhat * (g * self.xhat).mean(axis=1, keepdims=True)
        )
        return g / self.std
