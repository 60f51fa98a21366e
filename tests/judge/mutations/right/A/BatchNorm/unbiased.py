import numpy as np


class BatchNorm:
    """走行平均には不偏分散を使う版"""

    def __init__(self, gamma, beta, momentum):
        self.gamma = gamma
        self.beta = beta
        self.momentum = momentum
        self.running = {"mean": 0.0, "var": 1.0}

    def forward(self, x, train):
        if train:
            mean = np.mean(x, axis=0)
            var = np.var(x, axis=0)
            self.update("mean", mean)
            self.update("var", np.var(x, axis=0, ddof=1))
        else:
            mean, var = self.running["mean"], self.running["var"]
        self.std = np.sqrt(var + 1e-8)
        self.xhat = (x - mean) / self.std
        return self.xhat * self.gamma + self.beta

    def update(self, key, new):
        self.running[key] = self.momentum * self.running[key] + (1 - self.momentum) * new

    def backward(self, dout):
        self.dgamma = np.einsum("nd,nd->d", dout, self.xhat)
        self.dbeta = np.einsum("nd->d", dout)
        dxhat = dout * self.gamma
        centred = dxhat - dxhat.mean(axis=0)
        return (centred - self.xhat * (dxhat * self.xhat).mean(axis=0)) / self.std
