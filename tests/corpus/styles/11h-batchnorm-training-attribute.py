import numpy as np


class BatchNorm:
    def __init__(self, gamma, beta, momentum=0.9):
        self.gamma, self.beta, self.momentum = gamma, beta, momentum
        self.mean, self.var = np.zeros_like(gamma), np.ones_like(gamma)
        self.is_training = True

    def forward(self, x):
        if self.is_training:
            m, v = x.mean(axis=0), x.var(axis=0)
            self.mean = self.momentum * self.mean + (1 - self.momentum) * m
            self.var = self.momentum * self.var + (1 - self.momentum) * v
        else:
            m, v = self.mean, self.var
        self.s = np.sqrt(v + 1e-7)
        self.z = (x - m) / self.s
        return self.gamma * self.z + self.beta

    def backward(self, dout):
        self.dgamma, self.dbeta = (dout * self.z).sum(axis=0), dout.sum(axis=0)
        g = dout * self.gamma
        return (g - g.mean(axis=0) - self.z * (g * self.z).mean(axis=0)) / self.s
