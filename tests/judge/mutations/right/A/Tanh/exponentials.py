import numpy as np


class TanhLayer:
    def forward(self, x):
        e = np.exp(-2 * np.abs(x))
        self.out = np.sign(x) * (1 - e) / (1 + e)
        return self.out

    def backward(self, dout):
        return (1 + self.out) * (1 - self.out) * dout
