import numpy as np

class Tanh:
    """tanh(x) = 2 * sigmoid(...) - 1"""

    def forward(self, x):
        s = 1 / (1 + np.exp(-x))
        self.s = s
        return 2 * s - 1

    def backward(self, dout):
        return dout * 2 * self.s * (1 - self.s)
