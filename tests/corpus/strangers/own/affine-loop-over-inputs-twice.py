import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W = W
        self.b = b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        N, D = self.x.shape
        dx = np.zeros_like(self.x)
        for i in range(D):
            for j in range(D):
                dx[:, i] += dout[:, j] * self.W[i, j]
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        return dx
