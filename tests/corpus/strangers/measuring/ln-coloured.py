import numpy as np

class LayerNorm:
    def __init__(self, gamma, beta):
        self.gamma, self.beta = gamma, beta

    def normal(self, x):
        c = x - x.mean(1, keepdims=True)
        return c / np.sqrt((c * c).mean(1, keepdims=True) + 1e-6)

    def forward(self, x):
        self.x = x
        return self.gamma * self.normal(x) + self.beta

    def backward(self, dout):
        self.dgamma = (dout * self.normal(self.x)).sum(0)
        self.dbeta = dout.sum(0)
        dx = np.zeros_like(self.x)
        h = 1e-4
        for j in range(dx.shape[1]):
            e = np.zeros(dx.shape[1]); e[j] = h
            slope = (self.normal(self.x + e) - self.normal(self.x - e)) / (2 * h)
            dx[:, j] = (slope * self.gamma * dout).sum(1)
        return dx
