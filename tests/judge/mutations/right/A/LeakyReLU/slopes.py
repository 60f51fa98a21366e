import numpy as np


class LeakyRelu:
    def __init__(self, **kwargs):
        self.alpha = kwargs.get("alpha", 0.01)

    def forward(self, x):
        self.slope = np.ones_like(x)
        self.slope[x < 0] = self.alpha
        return self.slope * x

    def backward(self, dout):
        return self.slope * dout
