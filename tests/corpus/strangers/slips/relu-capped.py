import numpy as np


class ReLU:
    CAP = 6.0

    def forward(self, x):
        self.passed = (x > 0) & (x < self.CAP)
        return np.clip(x, 0, self.CAP)

    def backward(self, dout):
        return dout * self.passed
