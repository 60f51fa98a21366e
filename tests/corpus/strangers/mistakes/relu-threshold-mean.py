import numpy as np

class ReLU:
    def forward(self, x):
        self.mask = x > x.mean()
        return np.where(x > 0, x, 0.0)

    def backward(self, dout):
        return dout * self.mask
