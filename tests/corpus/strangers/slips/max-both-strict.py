import numpy as np


class Max:
    def forward(self, x, y):
        self.x, self.y = x, y
        return np.where(x > y, x, y)

    def backward(self, dout):
        dx = np.where(self.x > self.y, dout, 0.0)
        dy = np.where(self.y > self.x, dout, 0.0)
        return dx, dy
