import numpy as np

class Dropout:
    def __init__(self, rate):
        self.rate = rate
        self.mask = 1.0

    def forward(self, x, train):
        if train:
            self.mask = np.ones(x.shape)
        else:
            self.mask = (np.random.rand(*x.shape) >= self.rate) / (1 - self.rate)
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask
