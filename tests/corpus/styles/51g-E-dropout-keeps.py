import numpy as np


class Dropout:
    def __init__(self, keep_prob):
        self.keep = keep_prob

    def forward(self, x, train=True):
        if not (train):
            return x
        self.mask = (np.random.rand(*x.shape) < self.keep) / self.keep
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask
