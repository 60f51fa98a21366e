import numpy as np

rng = np.random.default_rng(1234)


class Dropout:
    def __init__(self, rate):
        self.rate = rate
        self.dropped = None

    def forward(self, x, train):
        y = np.array(x)
        if train:
            self.dropped = rng.random(x.shape) < self.rate
            y[self.dropped] = 0
            y /= 1 - self.rate
        return y

    def backward(self, dout):
        dout[self.dropped] = 0.0
        return dout / (1 - self.rate)
