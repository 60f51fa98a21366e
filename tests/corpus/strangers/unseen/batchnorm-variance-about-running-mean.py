import numpy as np


class BatchNorm:
    def __init__(self, gamma, beta, momentum):
        self.gamma = gamma
        self.beta = beta
        self.momentum = momentum
        self.rm = np.zeros(gamma.size)
        self.rv = np.ones(gamma.size)

    def forward(self, x, train):
        if train:
            m = x.mean(axis=0)
            v = x.var(axis=0)
            self.rm = self.rm * self.momentum + m * (1 - self.momentum)
            spread = ((x - self.rm) ** 2).mean(axis=0)
            self.rv = self.rv * self.momentum + spread * (1 - self.momentum)
        else:
            m, v = self.rm, self.rv
        self.s = np.sqrt(v + 1e-6)
        self.z = (x - m) / self.s
        return self.z * self.gamma + self.beta

    def backward(self, dout):
        self.dbeta = np.sum(dout, axis=0)
        self.dgamma = np.sum(dout * self.z, axis=0)
        g = dout * self.gamma
        return (g - np.mean(g, axis=0) - self.z * np.mean(g * self.z, axis=0)) / self.s
