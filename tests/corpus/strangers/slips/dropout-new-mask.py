import numpy as np


class Dropout:
    def __init__(self, rate):
        self.rate = rate

    def make_mask(self, shape):
        return (np.random.uniform(size=shape) > self.rate) / (1 - self.rate)

    def forward(self, x, train):
        self.train = train
        if train:
            return x * self.make_mask(x.shape)
        return x

    def backward(self, dout):
        return dout * self.make_mask(dout.shape) if self.train else dout
