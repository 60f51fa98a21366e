import numpy as np


class Sigmoid:
    def forward(self, x):
        y = 0.2 * x + 0.5
        self.inside = (y > 0) & (y < 1)
        return np.minimum(np.maximum(y, 0), 1)

    def backward(self, dout):
        return 0.2 * dout * self.inside
