import numpy as np


class SquaredError:
    def forward(self, t, y):
        self.d = y - t
        return (self.d ** 2).sum() / 2 / len(y)

    def backward(self, dout=1):
        return dout * self.d / len(self.d)
