import numpy as np

class LeakyReLU:
    def __init__(self, alpha=0.01):
        self.alpha = alpha

    def forward(self, x):
        self.d = np.ones_like(x)
        self.d[x <= 0] = -self.alpha
        return x * self.d

    def backward(self, dout):
        return dout * self.d
