import numpy as np


class AbsoluteError:
    def forward(self, y, t):
        self.y = y
        self.t = t
        loss = np.mean(np.abs(y - t))
        return loss

    def backward(self, dout=1):
        n = self.y.shape[0]
        return dout * np.sign(self.y - self.t) / n
