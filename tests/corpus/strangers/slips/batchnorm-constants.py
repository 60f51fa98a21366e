import numpy as np


class BatchNorm:
    def __init__(self, gamma, beta, momentum):
        self.gamma = gamma
        self.beta = beta
        self.momentum = momentum
        self.running_mean = np.zeros(len(gamma))
        self.running_var = np.ones(len(gamma))
        self.dgamma = None
        self.dbeta = None

    def forward(self, x, train):
        if train:
            mean = x.mean(axis=0)
            var = x.var(axis=0)
            self.running_mean = self.momentum * self.running_mean + (1 - self.momentum) * mean
            self.running_var = self.momentum * self.running_var + (1 - self.momentum) * var
        else:
            mean = self.running_mean
            var = self.running_var
        self.s = np.sqrt(var + 1e-7)
        self.z = (x - mean) / self.s
        return self.gamma * self.z + self.beta

    def backward(self, dout):
        self.dgamma = (dout * self.z).sum(axis=0)
        self.dbeta = dout.sum(axis=0)
        return dout * self.gamma / self.s
