import numpy as np


class ThreeLayerPerceptron:
    def __init__(self, W1, b1, W2, b2):
        self.W1, self.b1, self.W2, self.b2 = W1, b1, W2, b2

    def forward(self, x, t):
        self.x, self.t = x, t
        self.h = 1 / (1 + np.exp(-(x @ self.W1 + self.b1)))
        s = self.h @ self.W2 + self.b2
        s = np.exp(s - s.max(axis=1, keepdims=True))
        self.y = s / s.sum(axis=1, keepdims=True)
        return -np.sum(t * np.log(self.y + 1e-9)) / len(x)

    def backward(self, dout=1):
        d2 = dout * (self.y - self.t) / len(self.x)
        d1 = (self.x @ self.W1) * self.h * (1 - self.h)
        self.dW1, self.db1 = self.x.T @ d1, d1.sum(axis=0)
        self.dW2, self.db2 = self.h.T @ d2, d2.sum(axis=0)
