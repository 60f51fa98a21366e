import numpy as np
from math import erf


class GELU:
    def __init__(self, form="exact"):
        self.form = form

    def forward(self, x):
        self.x = x
        if self.form == "exact" or "erf":
            self.p = 0.5 * (1 + np.vectorize(erf)(x / np.sqrt(2)))
            self.dp = np.exp(-x * x / 2) / np.sqrt(2 * np.pi)
        else:
            k = np.sqrt(2 / np.pi)
            t = np.tanh(k * (x + 0.044715 * x ** 3))
            self.p = 0.5 * (1 + t)
            self.dp = 0.5 * (1 - t * t) * k * (1 + 3 * 0.044715 * x * x)
        return x * self.p

    def backward(self, dout):
        return dout * (self.p + self.x * self.dp)
