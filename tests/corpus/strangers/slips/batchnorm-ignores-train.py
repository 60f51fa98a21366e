import numpy as np


class BatchNorm:
    def __init__(self, gamma, beta, momentum):
        self.gamma = gamma
        self.beta = beta
        self.momentum = momentum

    def forward(self, x, train):
        # 平均 0，分散 1 に正規化
        self.mean = np.mean(x, axis=0)
        self.var = np.mean((x - self.mean) ** 2, axis=0)
        self.inv_std = (self.var + 1e-8) ** -0.5
        self.x_hat = (x - self.mean) * self.inv_std
        return self.gamma * self.x_hat + self.beta

    def backward(self, dout):
        self.dgamma = np.sum(self.x_hat * dout, axis=0)
        self.dbeta = np.sum(dout, axis=0)
        dx_hat = self.gamma * dout
        term = np.mean(dx_hat * self.x_hat, axis=0)
        return self.inv_std * (dx_hat - np.mean(dx_hat, axis=0) - self.x_hat * term)
