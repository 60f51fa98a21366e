import numpy as np

class Dropout:
    def __init__(self, rate):
        self.keep = 1 - rate

    def forward(self, x, train):
        if not train:
            return x
        self.mask = np.random.binomial(1, self.keep, size=x.shape) / (1 - self.keep)
        return self.mask * x

    def backward(self, dout):
        return self.mask * dout
