import numpy as np


class BatchNorm:
    def __init__(self, gamma, beta, momentum):
        self.gamma, self.beta, self.momentum = gamma, beta, momentum
        self.eps = 1e-8
        self.rm = np.zeros(gamma.shape[0])
        self.rv = np.ones(gamma.shape[0])

    def normalise(self, x, mean, var):
        return (x - mean) / np.sqrt(var) + self.eps

    def forward(self, x, train):
        if train:
            self.mean, self.var = x.mean(axis=0), x.var(axis=0)
            keep = self.momentum
            self.rm = keep * self.rm + (1 - keep) * self.mean
            self.rv = keep * self.rv + (1 - keep) * self.var
            self.z = self.normalise(x, self.mean, self.var)
            return self.gamma * self.z + self.beta
        return self.gamma * self.normalise(x, self.rm, self.rv) + self.beta

    def backward(self, dout):
        N = len(dout)
        self.dbeta = np.sum(dout, axis=0)
        self.dgamma = np.sum(dout * self.z, axis=0)
        std = np.sqrt(self.var + self.eps)
        return self.gamma / (N * std) * (N * dout - self.dbeta - self.z * self.dgamma)
