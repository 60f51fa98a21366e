import numpy as np


class SquaredError:
    def forward(self, y, t):
        self.diff = np.asarray(y - t, dtype=float)
        squared = np.square(self.diff, out=self.diff)
        return squared.sum() / (2 * len(squared))

    def backward(self, dout=1):
        return dout * self.diff / len(self.diff)
