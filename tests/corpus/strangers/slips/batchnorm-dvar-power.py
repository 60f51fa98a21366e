import numpy as np


class BatchNorm:
    def __init__(self, gamma, beta, momentum):
        self.gamma, self.beta = gamma, beta
        self.momentum = momentum
        self.run_m, self.run_v = np.zeros(gamma.shape), np.ones(gamma.shape)
        self.eps = 1e-6

    def forward(self, x, train):
        if train:
            self.x = x
            self.m = x.mean(axis=0)
            self.v = x.var(axis=0)
            self.run_m = self.momentum * self.run_m + (1 - self.momentum) * self.m
            self.run_v = self.momentum * self.run_v + (1 - self.momentum) * self.v
            self.xh = (x - self.m) / np.sqrt(self.v + self.eps)
            return self.gamma * self.xh + self.beta
        return self.gamma * (x - self.run_m) / np.sqrt(self.run_v + self.eps) + self.beta

    def backward(self, dout):
        N = dout.shape[0]
        self.dgamma = np.sum(dout * self.xh, axis=0)
        self.dbeta = np.sum(dout, axis=0)
        dxh = dout * self.gamma
        xc = self.x - self.m
        dv = np.sum(dxh * xc, axis=0) * -0.5 * (self.v + self.eps) ** (-0.5)
        dm = np.sum(-dxh / np.sqrt(self.v + self.eps), axis=0) + dv * np.mean(-2 * xc, axis=0)
        return dxh / np.sqrt(self.v + self.eps) + dv * 2 * xc / N + dm / N
