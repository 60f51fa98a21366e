from functools import lru_cache
import numpy as np

class LeakyReLU:
    def __init__(self, alpha=0.01):
        self.alpha = alpha

    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, self.alpha * x)

    @lru_cache(maxsize=None)
    def slope(self, shape):
        return np.where(self.x > 0, 1.0, self.alpha)

    def backward(self, dout):
        return dout * self.slope(dout.shape)
