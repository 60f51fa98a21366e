# what: Answers with dictionaries, generators, sets and lists of unequal length.
# expect: error_in_code
import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return {'y': [x, [x]]}

    def backward(self, dout):
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        return dout @ self.W.T
