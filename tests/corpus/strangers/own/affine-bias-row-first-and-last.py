import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        ones = np.ones((x.shape[0], 1))
        self.xa = np.hstack([ones, x])
        self.Wa = np.vstack([self.b, self.W])
        return self.xa @ self.Wa

    def backward(self, dout):
        dWa = self.xa.T @ dout
        self.dW = dWa[:-1]
        self.db = dWa[-1]
        return (dout @ self.Wa.T)[:, 1:]
