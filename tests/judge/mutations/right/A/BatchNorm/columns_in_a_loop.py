import numpy as np


class BatchNorm:
    def __init__(self, gamma, beta, momentum):
        self.gamma, self.beta, self.momentum = gamma, beta, momentum
        self.running_mean = np.zeros(len(gamma))
        self.running_var = np.zeros(len(gamma))

    def forward(self, x, train):
        y = np.zeros(x.shape)
        if train:
            self.xhat = np.zeros(x.shape)
            self.std = np.zeros(x.shape[1])
        for d in range(x.shape[1]):
            column = x[:, d]
            if train:
                mean, var = column.mean(), column.var()
                keep = self.momentum
                self.running_mean[d] = keep * self.running_mean[d] + (1 - keep) * mean
                self.running_var[d] = keep * self.running_var[d] + (1 - keep) * var
                self.std[d] = (var + 1e-8) ** 0.5
                self.xhat[:, d] = (column - mean) / self.std[d]
                y[:, d] = self.gamma[d] * self.xhat[:, d] + self.beta[d]
            else:
                std = (self.running_var[d] + 1e-8) ** 0.5
                y[:, d] = self.gamma[d] * (column - self.running_mean[d]) / std + self.beta[d]
        return y

    def backward(self, dout):
        self.dgamma = np.zeros(len(self.gamma))
        self.dbeta = np.zeros(len(self.beta))
        dx = np.zeros(dout.shape)
        for d in range(dout.shape[1]):
            g, xhat = dout[:, d], self.xhat[:, d]
            self.dgamma[d] = g @ xhat
            self.dbeta[d] = g.sum()
            dx[:, d] = self.gamma[d] / self.std[d] * (g - g.mean() - xhat * (g @ xhat) / len(g))
        return dx
