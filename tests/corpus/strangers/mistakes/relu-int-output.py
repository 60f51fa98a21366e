import numpy as np

class ReLU:
    def forward(self, x):
        out = np.zeros(x.shape, dtype=int)
        self.mask = x > 0
        out[self.mask] = x[self.mask]
        return out

    def backward(self, dout):
        return dout * self.mask
