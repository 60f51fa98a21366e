from statistics import NormalDist

import numpy as np


class GELU:
    normal = NormalDist()

    def forward(self, x):
        self.x = x
        self.cdf = np.vectorize(self.normal.cdf)(x)
        self.pdf = np.vectorize(self.normal.pdf)(x)
        return x * self.cdf

    def backward(self, dout):
        return dout * self.cdf + dout * self.x * self.pdf
