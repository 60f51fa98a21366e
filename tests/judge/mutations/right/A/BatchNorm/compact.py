import numpy as np


class BatchNorm:
    eps = 1e-6

    def __init__(self, gamma, beta, momentum):
        self.gamma, self.beta, self.momentum = gamma, beta, momentum
        self.mean = np.zeros_like(beta)
        self.var = np.ones_like(gamma)

    def forward(self, x, train):
        if not train:
            return self.gamma * (x - self.mean) / np.sqrt(self.var + self.eps) + self.beta
        m, v = x.mean(axis=0), x.var(axis=0)
        self.mean += (1 - self.momentum) * (m - self.mean)
        self.var += (1 - self.momentum) * (v - self.var)
        self.rstd = 1 / np.sqrt(v + self.eps)
        self.z = (x - m) * self.rstd
        return self.gamma * self.z + self.beta

    def backward(self, dout):
        self.dbeta = dout.sum(axis=0)
        self.dgamma = (dout * self.z).sum(axis=0)
        n = len(dout)
        return self.gamma * self.rstd / n * (n * dout - self.dbeta - self.z * self.dgamma)
