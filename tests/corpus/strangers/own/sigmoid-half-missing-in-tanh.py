import numpy as np


def squash(a):
    e = np.exp(-2 * np.abs(a))
    return np.sign(a) * (1 - e) / (1 + e)


class Sigmoid:
    def forward(self, x):
        self.y = 0.5 + 0.5 * squash(x)
        return self.y

    def backward(self, dout):
        return dout * self.y * (1 - self.y)
