import numpy as np


class AbsoluteError:
    def __init__(self):
        self.diff = None

    def forward(self, y, t):
        self.diff = y - t
        total = 0.0
        for row in self.diff:
            for value in row:
                total += abs(value)
        return total / self.diff.shape[0]

    def backward(self, dout=1):
        return dout * self.diff / self.diff.shape[0]
