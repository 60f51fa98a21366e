import math

import numpy as np


class GELU:
    def forward(self, Z):
        self.Z = Z
        self.P = np.vectorize(math.erf)(Z / math.sqrt(2)) / 2 + 0.5
        return np.multiply(Z, self.P)

    def backward(self, dA):
        density = np.exp(-np.power(self.Z, 2) / 2) / math.sqrt(2 * math.pi)
        return np.multiply(dA, self.P + self.Z * density)
