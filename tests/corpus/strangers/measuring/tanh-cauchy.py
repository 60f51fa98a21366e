import numpy as np

class Tanh:
    def forward(self, x):
        self.x = x
        return np.tanh(x)

    def backward(self, dout):
        n, r = 16, 0.1
        w = np.exp(2j * np.pi * np.arange(n) / n)
        ring = np.tanh(self.x[..., None] + r * w)
        return dout * (ring / w).mean(axis=-1).real / r
