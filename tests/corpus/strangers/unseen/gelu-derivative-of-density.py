import math
import numpy as np


class GELU:
    def forward(self, x):
        self.x = x
        erf = np.vectorize(math.erf)
        self.cdf = 0.5 * (1 + erf(x / math.sqrt(2)))
        return x * self.cdf

    def backward(self, dout):
        x = self.x
        pdf = np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)
        dpdf = -x * pdf
        return dout * (self.cdf + x * dpdf)
