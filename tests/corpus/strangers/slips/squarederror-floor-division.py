import numpy as np


class AbsoluteError:
    def forward(self, y, t):
        self.d = y - t
        return np.abs(self.d).sum() / len(self.d)

    def backward(self, dout=1):
        return np.sign(self.d) * dout / len(self.d)


class SquaredError:
    def forward(self, y, t):
        self.d = y - t
        return np.sum(self.d ** 2) // (2 * len(self.d))

    def backward(self, dout=1):
        return self.d * dout / len(self.d)
