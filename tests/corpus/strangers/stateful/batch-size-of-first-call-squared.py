import numpy as np

class SquaredError:
    N = None

    def forward(self, y, t):
        if self.N is None:
            self.N = len(y)
        self.d = y - t
        return (self.d ** 2).sum() / (2 * self.N)

    def backward(self, dout=1):
        return dout * self.d / self.N
