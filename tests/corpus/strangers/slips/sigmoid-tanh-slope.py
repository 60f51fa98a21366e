import numpy as np


class Sigmoid:
    def __init__(self):
        self._y = None

    def forward(self, x):
        self._y = 0.5 * (np.tanh(0.5 * x) + 1)
        return self._y

    @property
    def slope(self):
        return 1 - self._y ** 2

    def backward(self, dout):
        return dout * self.slope
