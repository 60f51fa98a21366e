import numpy as np


class Dropout:
    def __init__(self, rate):
        self.rate = rate
        self.p_keep = 1 - rate

    def forward(self, x, train):
        if train:
            self.mask = np.random.binomial(1, self.p_keep, size=x.shape) / self.p_keep
            return x * self.mask
        else:
            return x * self.p_keep

    def backward(self, dout):
        return dout * self.mask
