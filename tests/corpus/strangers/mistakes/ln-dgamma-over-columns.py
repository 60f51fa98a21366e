import numpy as np

class LayerNorm:
    def __init__(self, gamma, beta):
        self.gamma, self.beta = gamma, beta

    def forward(self, x):
        mean_ = x.mean(axis=1, keepdims=True)
        var = x.var(axis=1, keepdims=True)
        self.rstd = 1 / np.sqrt(var + 1e-5)
        self.xhat = (x - mean_) * self.rstd
        return self.xhat * self.gamma + self.beta

    def backward(self, dout):
        self.dgamma = (dout * self.xhat).mean(0)
        self.dbeta = dout.sum(0)
        g = dout * self.gamma
        return self.rstd * (g - g.mean(1, keepdims=True) - self.xhat * (g * self.xhat).mean(1, keepdims=True))
