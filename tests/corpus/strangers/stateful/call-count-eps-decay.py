import numpy as np

class LayerNorm:
    def __init__(self, gamma, beta):
        self.gamma, self.beta = gamma, beta
        self.eps = 1e-7

    def forward(self, x):
        self.s = np.sqrt(x.var(axis=1, keepdims=True) + self.eps)
        self.z = (x - x.mean(axis=1, keepdims=True)) / self.s
        self.eps *= 100
        return self.gamma * self.z + self.beta

    def backward(self, dout):
        self.dgamma = (dout * self.z).sum(0)
        self.dbeta = dout.sum(0)
        g = dout * self.gamma
        return (g - g.mean(1, keepdims=True) - self.z * (g * self.z).mean(1, keepdims=True)) / self.s
