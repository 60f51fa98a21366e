import numpy as np


class Max:
    def forward(self, x, y):
        self.mask = x >= y
        return np.where(self.mask, x, y)

    def backward(self, dout):
        dx = dout * self.mask
        dy = dout * ~self.mask
        return dx, dy
