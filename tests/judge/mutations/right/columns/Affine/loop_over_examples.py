import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, X):
        self.X = X
        Z = np.zeros((self.W.shape[0], X.shape[1]))
        for i in range(X.shape[1]):
            Z[:, i] = self.W @ X[:, i] + self.b[:, 0]
        return Z

    def backward(self, dZ):
        m = dZ.shape[1]
        dX = np.zeros(self.X.shape)
        self.dW, self.db = np.zeros(self.W.shape), np.zeros(self.b.shape)
        for i in range(m):
            self.dW += np.outer(dZ[:, i], self.X[:, i]) / m
            self.db += dZ[:, i : i + 1] / m
            dX[:, i] = self.W.T @ dZ[:, i]
        return dX
