import numpy as np


class Parameter:
    def __init__(self, data):
        self.data, self.grad = data, None


class Affine:
    def __init__(self, W, b):
        self.W, self.b = Parameter(W), Parameter(b)

    def forward(self, x):
        self.x = x
        return x @ self.W.data + self.b.data

    def backward(self, dout):
        self.W.grad = self.x.T @ dout
        self.b.grad = dout.sum(axis=0)
        return dout @ self.W.data.T
