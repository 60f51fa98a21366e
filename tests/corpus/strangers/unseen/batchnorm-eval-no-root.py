import numpy as np

EPS = 1e-7


class BatchNorm:
    def __init__(self, gamma, beta, momentum):
        self.gamma, self.beta, self.momentum = gamma, beta, momentum
        self.mean = np.zeros_like(gamma)
        self.var = np.zeros_like(gamma)

    def forward(self, x, train):
        if not train:
            z = (x - self.mean) / (self.var + EPS)
            return self.gamma * z + self.beta
        mu, var = x.mean(axis=0), x.var(axis=0)
        self.mean = self.momentum * self.mean + (1 - self.momentum) * mu
        self.var = self.momentum * self.var + (1 - self.momentum) * var
        self.std = np.sqrt(var + EPS)
        self.z = (x - mu) / self.std
        return self.gamma * self.z + self.beta

    def backward(self, dout):
        self.dgamma = (dout * self.z).sum(axis=0)
        self.dbeta = dout.sum(axis=0)
        g = dout * self.gamma
        return (g - g.mean(axis=0) - self.z * (g * self.z).mean(axis=0)) / self.std
