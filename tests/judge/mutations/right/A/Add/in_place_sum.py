import numpy as np


class AddGate:
    """out = x + y"""

    def __init__(self):
        self.shape = None

    def forward(self, x, y):
        out = np.zeros_like(x)
        out += x
        out += y
        self.shape = out.shape
        return out

    def backward(self, dout):
        ones = np.ones(self.shape)
        dx = ones * dout
        dy = ones * dout
        return [dx, dy]
