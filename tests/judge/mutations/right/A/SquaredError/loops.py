import numpy as np


class SquaredError:
    """二乗和誤差"""

    def forward(self, y, t):
        self.n = y.shape[0]
        self.d = np.zeros(y.shape)
        loss = 0
        for i in range(y.shape[0]):
            for j in range(y.shape[1]):
                self.d[i, j] = y[i, j] - t[i, j]
                loss += 0.5 * self.d[i, j] ** 2
        return loss / self.n

    def backward(self, dout=1.0):
        return self.d * (dout / self.n)
