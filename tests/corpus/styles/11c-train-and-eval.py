import numpy as np


class Dropout:
    def __init__(self, rate):
        self.rate = rate
        self._on = True

    def forward(self, x):
        if not (self._on):
            return x
        self.mask = (np.random.rand(*x.shape) >= self.rate) / (1 - self.rate)
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask

    def train(self):
        self._on = True

    def eval(self):
        self._on = False
