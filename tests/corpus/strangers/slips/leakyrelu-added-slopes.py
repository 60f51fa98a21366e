import numpy as np


def relu(x):
    return np.maximum(x, 0.0)


class LeakyReLU:
    def __init__(self, alpha=0.01):
        self.alpha = alpha

    def forward(self, x):
        self.pos = (x > 0).astype(float)
        return relu(x) + self.alpha * x

    def backward(self, dout):
        return dout * self.pos + dout * self.alpha
