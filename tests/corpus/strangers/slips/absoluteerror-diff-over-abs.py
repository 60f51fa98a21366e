import numpy as np


class AbsoluteError:
    def forward(self, y, t):
        self.residual = np.subtract(y, t)
        self.size = np.abs(self.residual)
        return np.sum(self.size) / self.residual.shape[0]

    def backward(self, dout=1):
        N = self.residual.shape[0]
        return dout * self.residual / self.size / N
