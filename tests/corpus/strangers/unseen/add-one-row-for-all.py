import numpy as np


class Add:
    def forward(self, x, y):
        self.n = len(x)
        return np.add(x, y)

    def backward(self, dout):
        dx = dout.copy()
        dy = np.tile(dout[0], (self.n, 1))
        return dx, dy
