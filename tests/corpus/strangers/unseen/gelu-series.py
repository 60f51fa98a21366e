import math
import numpy as np


class GELU:
    def forward(self, x):
        self.x = x
        u = x / math.sqrt(2)
        erf = 2 / math.sqrt(math.pi) * (u - u ** 3 / 3 + u ** 5 / 10)
        self.phi = 0.5 * (1 + erf)
        return x * self.phi

    def backward(self, dout):
        pdf = np.exp(-self.x ** 2 / 2) / math.sqrt(2 * math.pi)
        return dout * (self.phi + self.x * pdf)
