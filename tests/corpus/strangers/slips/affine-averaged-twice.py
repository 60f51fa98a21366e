import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.batch_size = x.shape[0]
        self.x = x
        return self.x @ self.W + self.b

    def backward(self, dout):
        self.db = dout.sum(axis=0)
        self.dW = self.x.T @ dout / self.batch_size
        return dout @ self.W.T
