import numpy as np

class Tanh:
    def forward(self, x):
        e = np.exp(-2.0 * np.abs(x))
        self.slope = 4 * e / np.square(1 + e)
        return np.copysign((1 - e) / (1 + e), x)

    def backward(self, dout):
        return self.slope * dout
