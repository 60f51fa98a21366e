import numpy as np

class Dropout:
    def __init__(self, rate):
        self.p = rate

    def forward(self, x, train=True):
        self.m = (np.random.random(x.shape) > self.p).astype(x.dtype) / (1 - self.p)
        return self.m * x

    def backward(self, dout):
        return self.m * dout
