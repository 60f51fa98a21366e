import numpy as np


class Add:
    def forward(self, x, y):
        x += y
        return x

    def backward(self, dout):
        return dout.copy(), dout.copy()
