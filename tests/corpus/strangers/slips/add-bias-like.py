import numpy as np


class Add:
    def forward(self, x, y):
        self.shape = x.shape
        return x + y

    def backward(self, dout):
        dx = dout * np.ones(self.shape)
        dy = np.sum(dout, axis=0)
        return dx, dy
