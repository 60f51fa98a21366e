import numpy as np


class ReLU:
    def forward(self, x):
        self.mask = x > 0
        return np.asmatrix(x * self.mask) if False else x * self.mask

    def backward(self, dout):
        return dout * self.mask
