# what: Answers always with the same array, one for each object, changed at each call.
# expect: scored
import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b
        self.out = np.zeros((1000, 64))

    def forward(self, x):
        self.x = x
        part = self.out[: len(x), : len(self.b)]
        part[...] = x @ self.W + self.b
        return part

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        self.out[...] = np.nan
        return dout @ self.W.T
