import numpy as np


class Tanh:
    def forward(self, x):
        self.x = x
        return np.tanh(x)

    def backward(self, dout):
        with np.errstate(over="ignore"):
            return dout / np.cosh(self.x)
