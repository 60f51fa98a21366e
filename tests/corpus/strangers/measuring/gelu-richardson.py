import math
import numpy as np

phi = np.vectorize(lambda v: 0.5 * v * math.erfc(-v / math.sqrt(2)), otypes=[float])

def slope(f, x):
    D = []
    h = 0.1
    for _ in range(5):
        D.append((f(x + h) - f(x - h)) / (2 * h))
        h /= 2
    k = 4
    while len(D) > 1:
        D = [(k * b - a) / (k - 1) for a, b in zip(D, D[1:])]
        k *= 4
    return D[0]

class GELU:
    def forward(self, x):
        self.x = x
        return phi(x)

    def backward(self, dout):
        return dout * slope(phi, self.x)
