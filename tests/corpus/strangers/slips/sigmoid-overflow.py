import numpy as np


def sigmoid(x):
    e = np.exp(x)
    return e / (1 + e)


class Sigmoid:
    def forward(self, x):
        self.y = sigmoid(x)
        return self.y

    def backward(self, dout):
        return dout * self.y * (1 - self.y)
