import numpy as np


def sigmoid(z):
    return 0.5 * (1 + np.tanh(z / 2))


class Tanh:
    """tanh(x) = 2 sigmoid(2x) - 1"""

    def forward(self, x):
        self.s = sigmoid(2 * x)
        return 2 * self.s - 1

    def backward(self, dout):
        ds = 2 * dout
        dz = ds * self.s * (1 - self.s)
        dx = dz
        return dx
