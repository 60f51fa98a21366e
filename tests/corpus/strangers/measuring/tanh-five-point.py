import numpy as np

class Tanh:
    def forward(self, x):
        self.x = x
        return np.tanh(x)

    def backward(self, dout):
        x, h = self.x, 1e-3
        slope = (-np.tanh(x + 2 * h) + 8 * np.tanh(x + h) - 8 * np.tanh(x - h) + np.tanh(x - 2 * h)) / (12 * h)
        return slope * dout
