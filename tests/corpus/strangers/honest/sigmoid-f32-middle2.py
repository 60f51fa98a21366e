import numpy as np

class Sigmoid:
    def forward(self, x):
        h = np.asarray(x, dtype=np.float32) / 2
        self.y = ((np.tanh(h) + 1) / 2).astype(np.float64)
        return self.y

    def backward(self, dout):
        return dout * self.y * (1 - self.y)
