import numpy as np


class BatchNorm:
    def __init__(self, gamma, beta, momentum):  # gamma, beta: (features, 1)
        self.gamma, self.beta, self.momentum = gamma, beta, momentum
        self.mean, self.var = np.zeros_like(gamma), np.zeros_like(gamma)

    def forward(self, x, train):
        if not train:
            return self.gamma * (x - self.mean) / np.sqrt(self.var + 1e-7) + self.beta
        mean = np.mean(x, axis=1, keepdims=True)
        var = np.var(x, axis=1, keepdims=True)
        self.mean = self.momentum * self.mean + (1 - self.momentum) * mean
        self.var = self.momentum * self.var + (1 - self.momentum) * var
        self.std = np.sqrt(var + 1e-7)
        self.xhat = (x - mean) / self.std
        return self.gamma * self.xhat + self.beta

    def backward(self, dout):
        self.dgamma = np.mean(dout * self.xhat, axis=1, keepdims=True)
        self.dbeta = np.mean(dout, axis=1, keepdims=True)
        centred = dout - self.dbeta - self.xhat * self.dgamma
        return self.gamma / self.std * centred
