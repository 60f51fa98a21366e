import numpy as np


class Dropout:
    def __init__(self, rate):
        self.keep = 1.0 - rate
        self.m = 1.0

    def forward(self, x, train):
        self.m = np.random.binomial(1, self.keep, size=x.shape) if train else self.keep
        return self.m * x

    def backward(self, dout):
        return self.m * dout
