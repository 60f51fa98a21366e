import numpy as np

class Affine:
    def __init__(self, W, b):
        self.W = W
        self.b = b

    def forward(self, x):
        self.x = x
        return np.dot(x, self.W) + self.b

    def backward(self, dout):
        dx = np.dot(dout + self.b, self.W.T)
        self.dW = np.dot(self.x.T, dout)
        self.db = dout.sum(axis=0)
        return dx
