import math

import numpy as np


class GELU:
    def __init__(self, form="exact"):
        self.form = form

    def forward(self, x):
        if self.form == "tanh":
            c = math.sqrt(2 / math.pi)
            inner = c * (x + 0.044715 * x * x * x)
            dinner = c * (1 + 0.134145 * x * x)
            p = (1 + np.tanh(inner)) / 2
            dp = (1 - np.tanh(inner) ** 2) / 2 * dinner
        else:
            p = (1 + np.vectorize(math.erf)(x / math.sqrt(2))) / 2
            dp = np.exp(-x * x / 2) / math.sqrt(2 * math.pi)
        self.slope = p + x * dp
        return x * p

    def backward(self, dout):
        return self.slope * dout
