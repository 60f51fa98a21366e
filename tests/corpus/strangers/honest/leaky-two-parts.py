import numpy as np

class LeakyReLU:
    def __init__(self, alpha=0.01):
        self.a = alpha

    def forward(self, x):
        self.pos = x > 0
        return np.maximum(x, 0) + self.a * np.minimum(x, 0)

    def backward(self, dout):
        dx = self.a * dout
        dx[self.pos] = dout[self.pos]
        return dx
