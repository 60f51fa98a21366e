import numpy as np

class Dropout:
    def __init__(self, rate):
        self.rate = rate
        self.training = True

    def forward(self, x, train):
        if not train:
            self.training = False
        if self.training:
            self.mask = (np.random.rand(*x.shape) >= self.rate) / (1 - self.rate)
        else:
            self.mask = np.ones_like(x)
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask
