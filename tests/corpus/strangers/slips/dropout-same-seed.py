import numpy as np


class Dropout:
    def __init__(self, rate):
        self.rate = rate

    def forward(self, x, train):
        rng = np.random.RandomState(42)
        if train:
            self.mask = rng.rand(*x.shape) >= self.rate
            return np.where(self.mask, x / (1 - self.rate), 0.0)
        return x

    def backward(self, dout):
        return np.where(self.mask, dout / (1 - self.rate), 0.0)
