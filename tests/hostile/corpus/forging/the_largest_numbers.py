# what: Answers with the largest numbers there are, so that every sum overflows.
# expect: wrong_value
import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return np.full((len(x), self.W.shape[1]), np.finfo(float).max)

    def backward(self, dout):
        self.dW = np.full_like(self.W, np.finfo(float).max)
        self.db = np.full_like(self.b, np.finfo(float).max)
        return np.full_like(self.x, -np.finfo(float).max)
