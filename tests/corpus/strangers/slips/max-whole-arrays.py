import numpy as np


class Max:
    def forward(self, x, y):
        self.x = x
        self.y = y
        return np.maximum(x, y)

    def backward(self, dout):
        if self.x.sum() > self.y.sum():
            return dout, np.zeros_like(dout)
        else:
            return np.zeros_like(dout), dout
