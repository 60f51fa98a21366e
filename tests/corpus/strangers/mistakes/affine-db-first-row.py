import numpy as np

class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b
    def forward(self, x):
        self.x = x
        return np.einsum("nd,dm->nm", x, self.W) + self.b
    def backward(self, dout):
        self.dW = np.einsum("nd,nm->dm", self.x, dout)
        self.db = dout[0]
        return np.einsum("nm,dm->nd", dout, self.W)
