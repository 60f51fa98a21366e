import numpy as np


class Max:
    def forward(self, x, y):
        self.gap = x - y
        return np.maximum(x, y)

    def backward(self, dout):
        share = np.clip(self.gap + 0.5, 0, 1)
        return dout * share, dout * (1 - share)
