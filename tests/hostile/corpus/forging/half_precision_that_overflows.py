# what: Answers in half precision, where large cases become infinite.
# expect: wrong_value
# code: lost_in_half_precision
import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return (1000 * (x @ self.W + self.b)).astype(np.float16) / 1000

    def backward(self, dout):
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        return dout @ self.W.T
