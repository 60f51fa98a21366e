import numpy as np


class AbsoluteError:
    def forward(self, y, t):
        self.diff = y - t
        return np.abs(self.diff).sum() / len(y)

    def backward(self, dout=1):
        return dout * np.sign(self.diff) / len(self.diff)
