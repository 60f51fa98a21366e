import numpy as np

class AbsoluteError:
    def forward(self, y, t):
        self.d = y - t
        return np.sum(np.abs(self.d)) / len(y)

    def backward(self, dout=1):
        return dout * self.d / len(self.d)
