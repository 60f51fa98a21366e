import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W = W
        self.b = b

    def forward(self, x):
        self.x = x
        n = len(x)
        y = np.zeros((n, self.W.shape[1]))
        for i in range(n):
            for j in range(self.W.shape[1]):
                y[i, j] = self.b[j]
                for k in range(self.W.shape[0]):
                    y[i, j] += x[i, k] * self.W[k, j]
        return y

    def backward(self, dout):
        dx = np.zeros_like(self.x)
        self.dW = np.zeros_like(self.W)
        self.db = np.zeros_like(self.b)
        for i in range(len(dout)):
            for j in range(dout.shape[1]):
                g = dout[i, j]
                self.db[j] += g
                for k in range(self.W.shape[0]):
                    self.dW[k, j] += g * self.x[i, k]
                    dx[i, k] += g * self.W[k, j]
        return dx
