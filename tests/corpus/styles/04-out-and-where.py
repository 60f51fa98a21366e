import numpy as np


class ReLU:
    def forward(self, x):
        self.x = x
        return np.maximum(x, 0, out=np.zeros_like(x))

    def backward(self, dout):
        return np.multiply(dout, 1, where=self.x > 0, out=np.zeros_like(dout))
