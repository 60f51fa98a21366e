import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W = W
        self.b = b

    def forward(self, x):
        self.x = x
        return x.dot(self.W) + self.b

    def backward(self, dout):
        n, d = self.x.shape
        m = dout.shape[1]
        self.dW = np.zeros((d, m))
        for i in range(d):
            for j in range(m):
                for k in range(n):
                    self.dW[i, j] += self.x[k, j] * dout[k, j]
        self.db = dout.sum(axis=0)
        return dout.dot(self.W.T)
