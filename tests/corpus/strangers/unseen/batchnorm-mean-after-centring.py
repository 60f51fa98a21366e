import numpy as np


class BatchNorm:
    def __init__(self, gamma, beta, momentum):
        self.gamma = gamma
        self.beta = beta
        self.momentum = momentum
        self.running_mean = np.zeros(gamma.shape)
        self.running_var = np.ones(gamma.shape)

    def forward(self, x, train):
        if train:
            x = x - x.mean(axis=0)
            var = (x ** 2).mean(axis=0)
            self.running_mean = (self.momentum * self.running_mean
                                 + (1 - self.momentum) * x.mean(axis=0))
            self.running_var = self.momentum * self.running_var + (1 - self.momentum) * var
            self.inv = 1 / np.sqrt(var + 1e-6)
            self.xhat = x * self.inv
        else:
            self.inv = 1 / np.sqrt(self.running_var + 1e-6)
            self.xhat = (x - self.running_mean) * self.inv
        return self.gamma * self.xhat + self.beta

    def backward(self, dout):
        n = len(dout)
        self.dbeta = dout.sum(axis=0)
        self.dgamma = (dout * self.xhat).sum(axis=0)
        dxhat = dout * self.gamma
        total = n * dxhat - dxhat.sum(axis=0) - self.xhat * (dxhat * self.xhat).sum(axis=0)
        return self.inv / n * total
