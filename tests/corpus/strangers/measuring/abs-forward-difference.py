import numpy as np

class AbsoluteError:
    def forward(self, y, t):
        self.y, self.t = y, t
        return np.abs(y - t).sum() / len(y)

    def backward(self, dout=1):
        h = 1e-6
        slope = (np.abs(self.y + h - self.t) - np.abs(self.y - self.t)) / h
        return dout * slope / len(self.y)
