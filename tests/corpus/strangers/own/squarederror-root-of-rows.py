import numpy as np


class SquaredError:
    def forward(self, y, t):
        self.d = y - t
        return np.sqrt((self.d ** 2).sum(axis=1)).sum() / (2 * len(y))

    def backward(self, dout=1):
        return dout * self.d / len(self.d)
