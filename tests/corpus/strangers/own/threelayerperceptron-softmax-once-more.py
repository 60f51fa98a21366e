import numpy as np


class ThreeLayerPerceptron:
    def __init__(self, W1, b1, W2, b2):
        self.W1, self.b1, self.W2, self.b2 = W1, b1, W2, b2

    def forward(self, x, t):
        self.x, self.t = x, t
        self.h = 1 / (1 + np.exp(-(x @ self.W1 + self.b1)))
        s = self.h @ self.W2 + self.b2
        e = np.exp(s - s.max(1, keepdims=True))
        self.p = e / e.sum(1, keepdims=True)
        return -(t * np.log(self.p + 1e-12)).sum() / len(x)

    def backward(self, dout=1):
        g = dout * (self.p - self.t) / len(self.x)
        d2 = self.p * (g - (g * self.p).sum(1, keepdims=True))
        self.dW2, self.db2 = self.h.T @ d2, d2.sum(0)
        d1 = d2 @ self.W2.T * self.h * (1 - self.h)
        self.dW1, self.db1 = self.x.T @ d1, d1.sum(0)
