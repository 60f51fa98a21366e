import numpy as np

class BatchNorm:
    def __init__(self, gamma, beta, momentum=0.9):
        self.params = [gamma, beta]
        self.grads = [np.zeros_like(gamma), np.zeros_like(beta)]
        self.momentum = momentum
        self.mean, self.var = np.zeros_like(gamma), np.zeros_like(gamma)

    def forward(self, x, train):
        gamma, beta = self.params
        if train:
            m, v = x.mean(axis=0), x.var(axis=0)
            self.mean = self.momentum * self.mean + (1 - self.momentum) * m
            self.var = self.momentum * self.var + (1 - self.momentum) * v
            self.s = np.sqrt(v + 1e-7)
            self.z = (x - m) / self.s
            return gamma * self.z + beta
        return gamma * (x - self.mean) / np.sqrt(self.var + 1e-7) + beta

    def backward(self, dout):
        gamma = self.params[0]
        self.grads[0][...] = np.sum(dout * self.z, axis=0)
        self.grads[1][...] = np.sum(dout, axis=0)
        return gamma / self.s * (dout - self.grads[1] / len(dout) - self.z * self.grads[0] / len(dout))
