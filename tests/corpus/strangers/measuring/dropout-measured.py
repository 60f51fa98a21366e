import numpy as np

class Dropout:
    def __init__(self, rate):
        self.rate = rate

    def apply(self, x):
        return np.where(self.keep, x / (1 - self.rate), 0)

    def forward(self, x, train):
        if not train:
            return x
        self.keep = np.random.rand(*x.shape) >= self.rate
        self.x = x
        return self.apply(x)

    def backward(self, dout):
        h = 1e-4
        return dout * (self.apply(self.x + h) - self.apply(self.x - h)) / (2 * h)
