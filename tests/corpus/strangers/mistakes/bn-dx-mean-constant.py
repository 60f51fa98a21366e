import numpy as np

class BatchNorm:
    def __init__(self, gamma, beta, momentum):
        self.gamma, self.beta, self.momentum = gamma, beta, momentum
        self.rm = 0.0
        self.rv = 0.0

    def forward(self, x, train=True):
        if train:
            n = x.shape[0]
            mu = np.mean(x, axis=0)
            xc = x - mu
            var = np.mean(xc ** 2, axis=0)
            std = np.sqrt(var + 1e-6)
            xn = xc / std
            self.xc, self.std, self.xn, self.n = xc, std, xn, n
            self.rm = self.momentum * self.rm + (1 - self.momentum) * mu
            self.rv = self.momentum * self.rv + (1 - self.momentum) * x.var(axis=0, ddof=1)
        else:
            xn = (x - self.rm) / np.sqrt(self.rv + 1e-6)
        return self.gamma * xn + self.beta

    def backward(self, dout):
        self.dbeta = dout.sum(axis=0)
        self.dgamma = np.sum(self.xn * dout, axis=0)
        dnormed = self.gamma * dout
        dxc = dnormed / self.std
        dstd = -np.sum((dnormed * self.xc) / (self.std * self.std), axis=0)
        dvar = 0.5 * dstd / self.std
        dxc += (2.0 / self.n) * self.xc * dvar
        dmu = np.sum(dxc, axis=0)
        dx = dxc
        return dx
