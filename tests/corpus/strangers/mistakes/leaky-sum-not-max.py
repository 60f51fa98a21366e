import numpy as np

class LeakyReLU:
    def __init__(self, alpha=0.01):
        self.alpha = alpha

    def forward(self, x):
        self.m = x > 0
        return np.maximum(0, x) + self.alpha * x

    def backward(self, dout):
        return dout * (self.m + self.alpha)
