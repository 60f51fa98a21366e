# what: Returns infinity everywhere, from which every distance is the same.
# expect: wrong_value
import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W = W

    def forward(self, x):
        self.x = x
        return np.full((len(x), self.W.shape[1]), np.inf)

    def backward(self, dout):
        self.dW, self.db = np.full_like(self.W, np.inf), np.full(self.W.shape[1], np.inf)
        return np.full_like(self.x, np.inf)
