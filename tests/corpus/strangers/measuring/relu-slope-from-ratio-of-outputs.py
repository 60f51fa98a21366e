import numpy as np

class ReLU:
    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, dout):
        h = 1e-6
        x = self.x
        y0, y1 = self.forward(x), self.forward(x * (1 + h))
        self.x = x
        return dout * (y1 - y0) / np.where(x == 0, 1, x * h)
