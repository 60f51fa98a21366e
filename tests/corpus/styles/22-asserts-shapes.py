import numpy as np


class ReLU:
    def forward(self, x):
        assert x.ndim == 2 and x.dtype == float
        self.mask = x > 0
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask
