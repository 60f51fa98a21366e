import numpy as np


class Branch:
    def forward(self, x):
        return x, x

    def backward(self, dout1, dout2):
        dx = dout1
        dx += dout2
        return dx
