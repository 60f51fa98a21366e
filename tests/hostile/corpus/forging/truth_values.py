# what: Answers with truth values, sent as bytes that are neither 0 nor 1.
# expect: wrong_value
import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return np.full((len(x), self.W.shape[1]), 7, np.uint8).view(bool)

    def backward(self, dout):
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        return self.x > 0
