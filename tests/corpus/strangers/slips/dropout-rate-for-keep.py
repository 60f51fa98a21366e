import numpy as np


class Dropout:
    def __init__(self, rate=0.5):
        self.rate = rate
        self.mask = None

    def forward(self, x, train=True):
        if train:
            self.mask = np.random.rand(*x.shape) < self.rate
            return x * self.mask
        return x * (1.0 - self.rate)

    def backward(self, dout):
        return dout * self.mask
