import numpy as np


class ThreeLayerPerceptron:
    def __init__(self, W1, b1, W2, b2):
        self.W1, self.b1, self.W2, self.b2 = W1, b1, W2, b2

    def forward(self, x, t):
        self.x, self.t = x, t
        self.h = 1 / (1 + np.exp(-(x @ self.W1 + self.b1)))
        u = self.h @ self.W2
        e = np.exp(u - u.max(axis=1, keepdims=True))
        self.p = e / e.sum(axis=1, keepdims=True) + self.b2
        q = np.clip(self.p, 1e-7, None)
        return -np.sum(t * np.log(q)) / len(x)

    def backward(self, dout=1):
        d = dout * (self.p - self.t) / len(self.t)
        self.dW2 = self.h.T @ d
        self.db2 = d.sum(axis=0)
        dh = d @ self.W2.T * self.h * (1 - self.h)
        self.dW1 = self.x.T @ dh
        self.db1 = dh.sum(axis=0)
