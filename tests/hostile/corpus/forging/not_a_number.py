# what: Returns NaN everywhere, which is unequal to everything, itself included.
# expect: wrong_value
import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W = W

    def forward(self, x):
        self.x = x
        return np.full((len(x), self.W.shape[1]), np.nan)

    def backward(self, dout):
        self.dW, self.db = np.full_like(self.W, np.nan), np.full(self.W.shape[1], np.nan)
        return np.full_like(self.x, np.nan)
