import numpy as np


class LeakyReLU:
    def __init__(self, alpha=0.01):
        self.alpha = alpha

    def forward(self, x):
        self.mask = x > 0
        return np.where(self.mask, x, x * self.alpha)

    def backward(self, dout):
        return np.where(self.mask, dout, dout * 0.01)
