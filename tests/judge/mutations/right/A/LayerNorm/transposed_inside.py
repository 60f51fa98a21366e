import numpy as np


class LayerNorm:
    # work on the columns of x.T, as in batch normalisation
    def __init__(self, gamma, beta):
        self.gamma = gamma.reshape(-1, 1)
        self.beta = beta.reshape(-1, 1)

    def forward(self, x):
        xt = x.T
        self.scale = 1.0 / np.sqrt(xt.var(axis=0) + 1e-6)
        self.z = (xt - xt.mean(axis=0)) * self.scale
        return (self.gamma * self.z + self.beta).T

    def backward(self, dout):
        g = dout.T
        self.dgamma = (g * self.z).sum(axis=1)
        self.dbeta = g.sum(axis=1)
        dz = g * self.gamma
        d = len(dz)
        dx = self.scale / d * (d * dz - dz.sum(axis=0) - self.z * (dz * self.z).sum(axis=0))
        return dx.T
