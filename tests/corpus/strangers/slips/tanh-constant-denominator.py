import numpy as np


class Tanh:
    def forward(self, x):
        e = np.exp(-2 * np.abs(x))
        self.y = np.sign(x) * (1 - e) / 2
        return self.y

    def backward(self, dout):
        return dout * (1 - self.y ** 2)
