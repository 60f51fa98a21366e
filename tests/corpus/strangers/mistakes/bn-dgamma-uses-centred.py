import numpy as np

class BatchNorm:
    def __init__(self, gamma, beta, momentum=0.9):
        self.gamma, self.beta, self.momentum = gamma, beta, momentum
        self.rm = np.zeros_like(gamma)
        self.rv = np.ones_like(gamma)
        self.eps = 1e-6

    def forward(self, x, train):
        if train:
            mu, var = x.mean(0), x.var(0)
            self.rm = self.momentum * self.rm + (1 - self.momentum) * mu
            self.rv = self.momentum * self.rv + (1 - self.momentum) * var
            self.xc = x - mu
            self.std = np.sqrt(var + self.eps)
            xn = self.xc / self.std
        else:
            xn = (x - self.rm) / np.sqrt(self.rv + self.eps)
        return self.gamma * xn + self.beta

    def backward(self, dout):
        self.dbeta = dout.sum(0)
        self.dgamma = (dout * self.xc).sum(0)
        xn = self.xc / self.std
        g = dout * self.gamma
        return (g - g.mean(0) - xn * (g * xn).mean(0)) / self.std
