import numpy as np


class Branch:
    def __init__(self):
        self.dx = None

    def forward(self, x):
        return x + 0, x + 0

    def backward(self, dout1, dout2):
        if self.dx is None:
            self.dx = np.zeros_like(dout1)
        for grad in (dout1, dout2):
            self.dx = self.dx + grad
        return self.dx
