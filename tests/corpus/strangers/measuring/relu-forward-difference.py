import numpy as np

class ReLU:
    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, dout):
        h = 1e-6
        slope = (np.maximum(self.x + h, 0) - np.maximum(self.x, 0)) / h
        return dout * np.round(slope, 4)
