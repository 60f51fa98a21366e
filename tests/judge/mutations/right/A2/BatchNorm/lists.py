import numpy as np


class BatchNorm:
    def __init__(self, gamma, beta, momentum):
        self.params = [gamma, beta]
        self.grads = [np.zeros_like(gamma), np.zeros_like(beta)]
        self.momentum = momentum
        self.mean, self.var = np.zeros_like(beta), np.zeros_like(gamma)

    def forward(self, x, train):
        gamma, beta = self.params
        if not train:
            return gamma * (x - self.mean) / np.sqrt(self.var + 1e-7) + beta
        mean = x.mean(axis=0)
        self.centred = x - mean
        var = (self.centred**2).mean(axis=0)
        self.std = np.sqrt(var + 1e-7)
        self.mean = self.momentum * self.mean + (1 - self.momentum) * mean
        self.var = self.momentum * self.var + (1 - self.momentum) * var
        return gamma * self.centred / self.std + beta

    def backward(self, dout):
        gamma, _ = self.params
        xhat = self.centred / self.std
        self.grads[0][...] = (dout * xhat).sum(axis=0)
        self.grads[1][...] = dout.sum(axis=0)
        n = dout.shape[0]
        inner = n * dout - self.grads[1] - xhat * self.grads[0]
        return gamma * inner / (n * self.std)
