import numpy as np


class ReLU:
    def forward(self, x):
        self.step = np.heaviside(x, 0.5)
        return self.step * x

    def backward(self, dout):
        return self.step * dout
