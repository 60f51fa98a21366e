import numpy as np

class Sigmoid:
    def __init__(self):
        self.out = None

    def forward(self, x):
        out = np.zeros_like(x)
        p = x >= 0
        out[p] = 1 / (1 + np.exp(-x[p]))
        e = np.exp(x[~p])
        out[~p] = e / (1 + e)
        self.out = out
        return out.copy()

    def backward(self, dout):
        return dout * self.out * (1 - self.out)
