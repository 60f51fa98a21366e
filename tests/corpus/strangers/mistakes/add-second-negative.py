import numpy as np


class Add:
    def __init__(self):
        pass

    def forward(self, x, y):
        """forward propagation"""
        out = x + y
        return out

    def backward(self, dout):
        """back propagation"""
        dx = dout * 1
        dy = dout * -1
        return dx, dy
