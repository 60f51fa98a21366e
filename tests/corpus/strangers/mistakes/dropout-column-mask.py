import numpy as np

class Dropout:
    def __init__(self, rate):
        self.rate = rate
        self.mask = None

    def forward(self, x, train):
        if not train:
            return x
        keep = 1 - self.rate
        self.mask = (np.random.rand(x.shape[1]) < keep) / keep
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask
