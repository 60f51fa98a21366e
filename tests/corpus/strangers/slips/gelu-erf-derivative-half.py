import math
import numpy as np

_erf = np.frompyfunc(math.erf, 1, 1)
SQRT2 = math.sqrt(2)


def derf(u):
    return 1 / math.sqrt(math.pi) * np.exp(-u * u)


class GELU:
    def forward(self, x):
        self.x = x
        self.u = x / SQRT2
        self.e = _erf(self.u).astype(float)
        return 0.5 * x * (1 + self.e)

    def backward(self, dout):
        d = 0.5 * (1 + self.e) + 0.5 * self.x * derf(self.u) / SQRT2
        return dout * d
