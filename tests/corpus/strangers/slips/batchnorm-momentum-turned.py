import numpy as np


class BatchNorm:
    eps = 1e-7

    def __init__(self, gamma, beta, momentum):
        self.gamma, self.beta, self.momentum = gamma, beta, momentum
        self.running_mean = np.zeros_like(gamma)
        self.running_var = np.ones_like(gamma)

    def forward(self, x, train=True):
        if not train:
            xn = (x - self.running_mean) / np.sqrt(self.running_var + self.eps)
            return xn * self.gamma + self.beta
        mu, var = x.mean(0), x.var(0)
        a = self.momentum
        self.running_mean = (1 - a) * self.running_mean + a * mu
        self.running_var = a * self.running_var + (1 - a) * var
        self.std = np.sqrt(var + self.eps)
        self.xn = (x - mu) / self.std
        return self.xn * self.gamma + self.beta

    def backward(self, dout):
        n = len(dout)
        self.dbeta = dout.sum(0)
        self.dgamma = (dout * self.xn).sum(0)
        g = dout * self.gamma
        return (g - g.sum(0) / n - self.xn * (g * self.xn).sum(0) / n) / self.std
