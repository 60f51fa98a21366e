import numpy as np


class ReLU:
    def forward(self, x):
        self.mask = x > 0
        n = np.product(x.shape)
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask
