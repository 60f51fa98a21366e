import numpy as np


class Dropout:
    def __init__(self, rate):
        self.rate = rate

    def forward(self, x, train):
        if not train:
            return x
        keep = np.random.random(x.shape) >= self.rate
        self.scale = keep / self.rate
        return x * self.scale

    def backward(self, dout):
        return dout * self.scale
