import numpy as np

class Sigmoid:
    def forward(self, x):
        y = 1 / (1 + np.exp(-x))
        self.g = y * (1 - y)
        return y

    def backward(self, dout):
        self.g *= dout
        return self.g.copy()
