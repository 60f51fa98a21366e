import numpy as np

class LayerNorm:
    eps = 0.1

    def __init__(self, gamma, beta):
        self.gamma = gamma
        self.beta = beta

    def forward(self, x):
        xT = x.T
        D = xT.shape[0]
        xc = xT - xT.mean(axis=0)
        self.std = np.sqrt((xc * xc).sum(axis=0) / D + self.eps)
        self.xhat = xc / self.std
        return (self.xhat.T * self.gamma) + self.beta

    def backward(self, dout):
        D = dout.shape[1]
        self.dbeta = np.add.reduce(dout)
        self.dgamma = np.add.reduce(dout * self.xhat.T)
        g = (dout * self.gamma).T
        grad_x = D * g - g.sum(axis=0) - self.xhat * (g * self.xhat).sum(axis=0)
        return (grad_x / (D * self.std)).T
