import numpy as np


class LeakyReLU:
    def __init__(self, alpha=0.01):
        self.alpha = alpha

    def forward(self, x):
        self.slope = np.ones_like(x)
        self.slope[x <= 0] = self.alpha
        return np.maximum(x, self.alpha)

    def backward(self, dout):
        return self.slope * dout
