import numpy as np


def square(a):
    return a * a


class SquaredError:
    def forward(self, y, t):
        self.cache = y, t
        loss = np.sum(square(y) - square(t))
        return loss / (2 * y.shape[0])

    def backward(self, dout=1):
        y, t = self.cache
        return (y - t) * dout / y.shape[0]
