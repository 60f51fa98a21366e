import math
import numpy as np


class Normal:
    @staticmethod
    def cdf(x):
        return 0.5 * np.vectorize(math.erfc)(-x / math.sqrt(2))

    @staticmethod
    def pdf(x):
        return np.exp(-x * x) / math.sqrt(2 * math.pi)


class GELU:
    def forward(self, x):
        self.Phi, self.phi = Normal.cdf(x), Normal.pdf(x)
        self.x = x
        return x * self.Phi

    def backward(self, dout):
        return dout * (self.Phi + self.x * self.phi)
