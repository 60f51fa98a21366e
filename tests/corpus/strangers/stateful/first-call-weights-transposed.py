import numpy as np

class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b
        self.WT = np.ascontiguousarray(W.T)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        return dout @ self.WT
