import numpy as np

class Affine:
    def __init__(self, W, b):
        self.W = W
        self.b = b

    def forward(self, x):
        self.x = x
        return x.dot(self.W) + self.b

    def backward(self, dout):
        self.dW = dout.T.dot(self.x)
        self.db = dout.sum(axis=0)
        return dout.dot(self.W.T)
