import numpy as np

class BatchNorm:
    def __init__(self, gamma, beta, momentum):
        self.gamma, self.beta = gamma, beta
        self.momentum = momentum
        self.running_mean = np.zeros(gamma.size)
        self.running_var = np.ones(gamma.size)

    def forward(self, x, train):
        if not train:
            return (x - self.running_mean) / np.sqrt(self.running_var + 1e-6) * self.gamma + self.beta
        mean = x.mean(axis=0)
        var = ((x - mean) ** 2).mean(axis=0)
        self.inv = 1 / np.sqrt(var + 1e-6)
        self.xh = (x - mean) * self.inv
        self.running_mean = self.momentum * self.running_mean + (1 - self.momentum) * mean
        return self.xh * self.gamma + self.beta

    def backward(self, dout):
        N = len(dout)
        self.dgamma = (self.xh * dout).sum(axis=0)
        self.dbeta = dout.sum(axis=0)
        return self.gamma * self.inv * (dout - self.dbeta / N - self.xh * self.dgamma / N)
