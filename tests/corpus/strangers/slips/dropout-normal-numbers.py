import numpy as np


class Dropout:
    """ドロップアウト層"""

    def __init__(self, rate):
        self.rate = rate
        self.mask = None

    def forward(self, x, train=True):
        if train:
            r = np.random.randn(*x.shape)
            self.mask = (r > self.rate).astype(x.dtype)
            self.mask /= 1 - self.rate
            return x * self.mask
        return x

    def backward(self, dout):
        return dout * self.mask
