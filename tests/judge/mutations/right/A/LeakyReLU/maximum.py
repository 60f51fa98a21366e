import numpy as np


class LeakyReLU:
    alpha = 0.01

    def forward(self, x):
        self.negative = x <= 0
        return np.maximum(x, self.alpha * x)

    def backward(self, dout):
        dx = dout.copy()
        dx[self.negative] *= self.alpha
        return dx
