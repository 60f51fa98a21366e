import numpy as np

class AbsoluteError:
    def forward(self, y, t):
        self.s = np.sign(y - t)
        return np.abs(y - t).mean()

    def backward(self, dout=1):
        return self.s / len(self.s) * dout
