# what: Answers with the smallest integers and the largest, whose magnitude has no sign to spare.
# expect: wrong_value
import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return np.full((len(x), self.W.shape[1]), np.iinfo(np.int64).min)

    def backward(self, dout):
        self.dW = np.full(self.W.shape, np.iinfo(np.int64).min)
        self.db = np.full(self.b.shape, np.iinfo(np.int64).min)
        return np.full(self.x.shape, np.iinfo(np.uint64).max)
