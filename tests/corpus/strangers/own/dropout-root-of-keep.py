import numpy as np


class Dropout:
    def __init__(self, rate):
        self.rate = rate

    def forward(self, x, train):
        if train:
            self.mask = np.random.rand(*x.shape) > self.rate
            return x * self.mask / np.sqrt(1 - self.rate)
        self.mask = np.ones_like(x)
        return x

    def backward(self, dout):
        return dout * self.mask / np.sqrt(1 - self.rate)
