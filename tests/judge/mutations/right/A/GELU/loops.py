import math

import numpy as np


class Gelu:
    def forward(self, x):
        self.x = x.copy()
        y = np.zeros_like(x)
        for n in range(x.shape[0]):
            for d in range(x.shape[1]):
                y[n, d] = x[n, d] * self.phi(x[n, d])
        return y

    def phi(self, z):
        return 0.5 * math.erfc(-z / math.sqrt(2))

    def backward(self, dout):
        dx = np.zeros_like(dout)
        for n in range(dout.shape[0]):
            for d in range(dout.shape[1]):
                z = self.x[n, d]
                density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
                dx[n, d] = dout[n, d] * (self.phi(z) + z * density)
        return dx
