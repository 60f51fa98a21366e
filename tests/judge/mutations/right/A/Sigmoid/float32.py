import numpy as np


class Sigmoid:
    def forward(self, x):
        x = x.astype(np.float32)
        self.y = np.float32(1) / (np.float32(1) + np.exp(-x))
        return self.y

    def backward(self, dout):
        return dout.astype(np.float32) * self.y * (np.float32(1) - self.y)
