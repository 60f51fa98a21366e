import numpy as np


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


class Tanh:
    def forward(self, x):
        self.s = sigmoid(2 * x)
        return 2 * self.s - 1

    def backward(self, dout):
        return dout * 2 * self.s * (1 - self.s)
