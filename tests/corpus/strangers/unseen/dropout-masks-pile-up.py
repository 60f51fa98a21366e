import numpy as np


class Dropout:
    def __init__(self, rate):
        self.rate = rate
        self.mask = None

    def forward(self, x, train):
        if not train:
            return x
        keep = np.random.rand(*x.shape) >= self.rate
        if self.mask is None or self.mask.shape != x.shape:
            self.mask = np.ones(x.shape, dtype=bool)
        self.mask &= keep
        return x * self.mask / (1 - self.rate)

    def backward(self, dout):
        return dout * self.mask / (1 - self.rate)
