import numpy as np


class Affine:
    # W (out, in), b (out, 1), examples are columns
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, A_prev):
        self.A_prev = A_prev
        return np.dot(self.W, A_prev) + self.b

    def backward(self, dZ):
        m = self.A_prev.shape[1]
        self.dW = 1 / m * np.dot(dZ, self.A_prev.T)
        self.db = 1 / m * np.sum(dZ, axis=1, keepdims=True)
        return np.dot(self.W.T, dZ)
