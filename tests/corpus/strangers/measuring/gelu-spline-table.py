import math
import numpy as np

def g(x):
    return np.array([0.5 * v * math.erfc(-v / math.sqrt(2)) for v in np.ravel(x)]).reshape(np.shape(x))

GRID = np.linspace(-9, 9, 36001)
SLOPES = (g(GRID + 1e-4) - g(GRID - 1e-4)) / 2e-4

class GELU:
    def forward(self, x):
        self.x = x
        return g(x)

    def backward(self, dout):
        return dout * np.interp(self.x, GRID, SLOPES)
