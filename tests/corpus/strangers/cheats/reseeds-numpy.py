import numpy as np

class Dropout:
    def __init__(self, rate):
        self.rate = rate

    def forward(self, x, train):
        np.random.seed(0)
        if not train:
            return x
        self.mask = (np.random.rand(*x.shape) >= self.rate) / (1 - self.rate)
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask
