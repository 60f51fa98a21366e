from types import SimpleNamespace
import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.grads = SimpleNamespace(W=self.x.T @ dout, b=dout.sum(axis=0))
        return dout @ self.W.T
