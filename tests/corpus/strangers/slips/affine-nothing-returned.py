import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b
        self.x = self.dx = self.dW = self.db = None

    def forward(self, x):
        self.x = x
        out = x @ self.W
        out = out + self.b
        return out

    def backward(self, dout):
        self.dx = dout @ self.W.T
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
