import numpy as np


rng = np.random.default_rng(0)


class Dropout:
    def __init__(self, rate):
        self.rate = rate

    def forward(self, x, train=True):
        if not (train):
            return x
        self.mask = (rng.random(x.shape) >= self.rate) / (1 - self.rate)
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask
