import numpy as np


import math

class GELU:
    def forward(self, x):
        self.x = x
        return 0.5 * x * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))

    def backward(self, dout):
        s = 1 / (1 + np.exp(-1.702 * self.x))
        return dout * (s + 1.702 * self.x * s * (1 - s))
