import numpy as np


class Affine:
    def __init__(self, W, b, memory={}):
        self.W = W
        self.b = b
        self.memory = memory

    def forward(self, x):
        self.memory["x"] = x
        return x @ self.W + self.b

    def backward(self, dout):
        x = self.memory["x"]
        self.dW = x.T @ dout
        self.db = dout.sum(axis=0)
        return dout @ self.W.T
