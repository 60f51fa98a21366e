import math
import numpy as np


class GELU:
    def __init__(self, form="exact"):
        self.form = form

    def forward(self, x):
        self.x = x
        if self.form == "tanh":
            u = math.sqrt(2 / math.pi) * (x + 0.044715 * x ** 3)
            self.p = 0.5 * (1 + np.tanh(u))
        else:
            self.p = 0.5 * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))
        return x * self.p

    def backward(self, dout):
        x = self.x
        if self.form == "tanh":
            du = math.sqrt(2 / math.pi) * (1 + 0.044715 * x ** 2)
            dp = 2 * self.p * (1 - self.p) * du
        else:
            dp = np.exp(-x ** 2 / 2) / math.sqrt(2 * math.pi)
        return dout * (self.p + x * dp)
