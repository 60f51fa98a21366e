import numpy as np

class SquaredError:
    def forward(self, y, t):
        self.y, self.t = y, t
        return np.sum((y - t) ** 2) / y.shape[0]

    def backward(self, dout=1):
        return dout * (self.y - self.t) / self.y.shape[0]
