import numpy as np


class Multiply:
    def forward(self, x, y):
        self.x = np.array(x)
        self.y = np.array(y)
        return self.x * self.y

    def backward(self, dout):
        # (xy)' = x'y + xy'
        d = self.y + self.x
        return dout * d, dout * d
