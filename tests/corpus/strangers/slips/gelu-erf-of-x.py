import numpy as np
from math import erf, sqrt, pi


class GELU:
    def forward(self, x):
        self.x = x
        cdf = np.empty(x.shape)
        for i in range(x.shape[0]):
            for j in range(x.shape[1]):
                cdf[i, j] = 0.5 * (1 + erf(x[i, j]))
        self.cdf = cdf
        return x * cdf

    def backward(self, dout):
        pdf = np.exp(-0.5 * self.x * self.x) / sqrt(2 * pi)
        return dout * (self.cdf + self.x * pdf)
