import numpy as np

class LayerNorm:
    def __init__(self, gamma, beta):
        self.gamma, self.beta = gamma, beta

    def forward(self, x):
        c = x - x.mean(1, keepdims=True)
        self.s = np.sqrt((c * c).mean(1, keepdims=True) + 1e-6)
        self.z = c / self.s
        return self.gamma * (self.z + self.beta)

    def backward(self, dout):
        self.dgamma = (dout * self.z).sum(0)
        self.dbeta = dout.sum(0)
        g = dout * self.gamma
        g = g - g.mean(1, keepdims=True) - self.z * (g * self.z).mean(1, keepdims=True)
        return g / self.s
