import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W = W
        self.b = b

    def forward(self, x):
        self.x = x
        y = np.zeros((x.shape[0], self.W.shape[1]))
        for n in range(x.shape[0]):
            y[n] = x[n] @ self.W + self.b
        return y

    def backward(self, dout):
        sx = self.x.sum(axis=0)
        sd = dout.sum(axis=0)
        self.dW = np.outer(sx, sd)
        self.db = sd
        return dout @ self.W.T
