import numpy as np


class ThreeLayerPerceptron:
    def __init__(self, W1, b1, W2, b2):
        self.W1, self.b1 = W1, b1
        self.W2, self.b2 = W2, b2

    def forward(self, x, t):
        self.x, self.t = x, t
        self.z = 1 / (1 + np.exp(-(x @ self.W1 + self.b1)))
        a = self.z @ self.W2 + self.b2
        e = np.exp(a - a.max(axis=1, keepdims=True))
        self.y = e / e.sum(axis=1, keepdims=True)
        return -np.sum(t * np.log(self.y + 1e-8)) / len(x)

    def backward(self, dout=1):
        da2 = dout * (self.y - self.t) / len(self.x)
        self.dW2 = self.z.T @ da2
        self.db2 = da2.sum(axis=0)
        da1 = da2 @ self.W2.T
        self.dW1 = self.x.T @ da1
        self.db1 = da1.sum(axis=0)
