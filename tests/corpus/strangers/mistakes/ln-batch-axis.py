import numpy as np

class LayerNorm:
    def __init__(self, gamma, beta):
        self.gamma, self.beta = gamma, beta

    def forward(self, x):
        mu = x.mean(axis=0)
        var = x.var(axis=0)
        self.rstd = 1 / np.sqrt(var + 1e-5)
        self.xhat = (x - mu) * self.rstd
        return self.xhat * self.gamma + self.beta

    def backward(self, dout):
        self.dgamma = (dout * self.xhat).sum(0)
        self.dbeta = dout.sum(0)
        g = dout * self.gamma
        return self.rstd * (g - g.mean(0) - self.xhat * (g * self.xhat).mean(0))
