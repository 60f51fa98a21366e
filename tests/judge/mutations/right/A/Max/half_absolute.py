import numpy as np


class Max:
    # max(x, y) = y + relu(x - y)
    def forward(self, x, y):
        self.difference = x - y
        return np.where(self.difference > 0, x, y)

    def backward(self, dout):
        step = (np.sign(self.difference) + 1) / 2
        return dout * step, dout - dout * step
