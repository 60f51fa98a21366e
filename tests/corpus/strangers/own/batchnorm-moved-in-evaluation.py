import numpy as np


class BatchNorm:
    def __init__(self, gamma, beta, momentum=0.9):
        self.gamma, self.beta, self.momentum = gamma, beta, momentum
        self.rm = np.zeros_like(gamma)
        self.rv = np.ones_like(gamma)

    def forward(self, x, train_flg=True):
        mu, var = x.mean(axis=0), x.var(axis=0)
        self.rm = self.momentum * self.rm + (1 - self.momentum) * mu
        self.rv = self.momentum * self.rv + (1 - self.momentum) * var
        m = mu if train_flg else self.rm
        v = var if train_flg else self.rv
        self.std = np.sqrt(v + 1e-7)
        self.z = (x - m) / self.std
        return self.gamma * self.z + self.beta

    def backward(self, dout):
        self.dgamma = (dout * self.z).sum(axis=0)
        self.dbeta = dout.sum(axis=0)
        g = dout * self.gamma
        return (g - g.mean(axis=0) - self.z * (g * self.z).mean(axis=0)) / self.std
