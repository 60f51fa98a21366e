import numpy as np


class ReLU:
    def forward(self, x):
        self.mask = x > 0
        return np.where(self.mask, x, 0.0)

    def backward(self, dout):
        return np.where(self.mask, dout, 0.0)


class LeakyReLU(ReLU):
    def __init__(self, alpha=0.01):
        self.alpha = alpha

    def forward(self, x):
        positive_part = super().forward(x)
        return positive_part + self.alpha * np.where(self.mask, 0.0, x)
