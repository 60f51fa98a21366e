# what: Answers with a hundred arrays at once.
# expect: wrong_value
import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        return [x @ self.W + self.b] * 100

    def backward(self, dout):
        self.dW = self.db = None
        return tuple([dout] * 300)
