import numpy as np


class ReLU:
    def forward(self, x):
        self.mask = (x <= 0)
        return np.where(self.mask, 0, x)

    def backward(self, dout):
        dx = dout * self.mask
        return dx
