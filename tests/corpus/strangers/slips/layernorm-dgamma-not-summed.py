import numpy as np


def normalise(x, axis):
    c = x - x.mean(axis=axis, keepdims=True)
    s = np.sqrt((c * c).mean(axis=axis, keepdims=True) + 1e-7)
    return c / s, s


def normalise_back(g, z, s, axis):
    m1 = g.mean(axis=axis, keepdims=True)
    m2 = (g * z).mean(axis=axis, keepdims=True)
    return (g - m1 - z * m2) / s


class BatchNorm:
    def __init__(self, gamma, beta, momentum):
        self.gamma, self.beta, self.momentum = gamma, beta, momentum
        self.mean, self.var = np.zeros(gamma.shape), np.ones(gamma.shape)

    def forward(self, x, train):
        if not train:
            return self.gamma * (x - self.mean) / np.sqrt(self.var + 1e-7) + self.beta
        self.mean = self.momentum * self.mean + (1 - self.momentum) * x.mean(axis=0)
        self.var = self.momentum * self.var + (1 - self.momentum) * x.var(axis=0)
        self.z, self.s = normalise(x, 0)
        return self.gamma * self.z + self.beta

    def backward(self, dout):
        self.dgamma, self.dbeta = (dout * self.z).sum(axis=0), dout.sum(axis=0)
        return normalise_back(dout * self.gamma, self.z, self.s, 0)


class LayerNorm:
    def __init__(self, gamma, beta):
        self.gamma, self.beta = gamma, beta

    def forward(self, x):
        self.z, self.s = normalise(x, 1)
        return self.gamma * self.z + self.beta

    def backward(self, dout):
        self.dgamma, self.dbeta = dout * self.z, dout.sum(axis=0)
        return normalise_back(dout * self.gamma, self.z, self.s, 1)
