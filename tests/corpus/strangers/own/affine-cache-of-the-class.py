import numpy as np


class Affine:
    cache = {}

    def __init__(self, W, b):
        self.W = W
        self.b = b

    def forward(self, x):
        self.cache["x"] = x
        return x @ self.W + self.b

    def backward(self, dout):
        x = self.cache["x"]
        self.dW = x.T @ dout
        self.db = np.sum(dout, axis=0)
        return dout @ self.W.T
