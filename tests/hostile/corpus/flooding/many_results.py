# what: Answers with ten thousand arrays at once, of large inputs more than fits.
# expect: output_limit
# code: answers_too_large
import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        return [x @ self.W + self.b] * 10_000

    def backward(self, dout):
        self.dW = self.db = None
        return tuple([dout] * 300)
