import numpy as np


class AbsoluteError:
    def forward(self, A, Y):
        self.above = A > Y
        return np.sum(np.abs(A - Y)) / A.shape[1]

    def backward(self, dout=1):
        return np.where(self.above, 1.0, -1.0) / self.above.shape[1]
