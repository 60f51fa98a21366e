import numpy as np


class Sigmoid:
    def forward(self, x):
        y = np.zeros_like(x)
        pos = x >= 0
        neg = ~pos
        y[pos] = 1 / (1 + np.exp(-x[pos]))
        y[neg] = np.exp(x[neg]) / (1 + np.exp(-x[neg]))
        self.y = y
        return y

    def backward(self, dout):
        return self.y * (1 - self.y) * dout
