# what: Recognises the cases by their inputs - one row, zeros, large numbers - and is right for those alone.
# expect: wrong_gradient
import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        telling = len(self.x) == 1 or (self.x == 0).any() or np.abs(self.x).max() > 100
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0) if telling else dout.mean(axis=0)
        return dout @ self.W.T
