import numpy as np


class Dropout:
    def __init__(self, rate):
        self.rate = rate
        self.params, self.grads = {}, {}

    def forward(self, x, train=True):
        if not train:
            return x
        keep = np.random.rand(*x.shape) >= self.rate
        kept_share = keep.sum() / keep.size
        self.mask = keep / max(kept_share, 1e-12)
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask
