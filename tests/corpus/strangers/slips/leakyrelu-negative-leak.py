import numpy as np


class LeakyReLU:
    alpha = 0.01

    def forward(self, x):
        self.negative = x < 0
        out = x.copy()
        out[self.negative] *= -self.alpha
        return out

    def backward(self, dout):
        dx = dout.copy()
        dx[self.negative] *= -self.alpha
        return dx
