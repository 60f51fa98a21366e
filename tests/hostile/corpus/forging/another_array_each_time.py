# what: Returns an object that is another array each time it is asked.
# expect: wrong_value
import numpy as np


class Changing:
    asked = 0

    def __init__(self, right):
        self.right = right

    def __array__(self, dtype=None, copy=None):
        Changing.asked += 1
        return self.right if Changing.asked % 2 else self.right * 0

class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return Changing(x @ self.W + self.b)

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
