import numpy as np


class Dropout:
    def __init__(self, rate):
        self.rate = rate
        self.dropped = None

    def forward(self, x, train):
        if not train:
            return x.copy()
        self.dropped = np.random.rand(*x.shape) < self.rate
        out = x / (1.0 - self.rate)
        out[self.dropped] = 0.0
        return out

    def backward(self, dout):
        dx = dout.copy()
        dx[self.dropped] = 0.0
        return dx
