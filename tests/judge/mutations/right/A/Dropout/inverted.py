import numpy as np


class Dropout:
    def __init__(self, rate):
        self.rate = rate

    def forward(self, x, train=True):
        if not train:
            self.mask = np.ones_like(x)
            return x
        keep = 1 - self.rate
        self.mask = (np.random.rand(*x.shape) < keep) / keep
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask
