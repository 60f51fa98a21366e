# what: Answers with empty arrays, over which every mean is NaN and no maximum exists.
# expect: wrong_value
import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return np.zeros((0, 3))

    def backward(self, dout):
        self.dW = np.zeros((0, 0, 0))
        self.db = []
        return np.zeros((0,))
