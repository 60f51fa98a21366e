import numpy as np


class Max:
    def forward(self, x, y):
        out = np.zeros_like(x)
        out[x > out] = x[x > out]
        out[y > out] = y[y > out]
        self.mask = x >= y
        return out

    def backward(self, dout):
        return dout * self.mask, dout * (1 - self.mask)
