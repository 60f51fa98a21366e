import numpy as np

class LeakyReLU:
    def __init__(self, alpha=0.01):
        self.alpha = alpha

    def forward(self, x):
        self.neg = np.logical_not(x > 0)
        y = np.array(x, copy=True)
        y[self.neg] *= self.alpha
        return y

    def backward(self, dout):
        dx = np.array(dout, copy=True)
        dx[self.neg] *= self.alpha
        return dx
