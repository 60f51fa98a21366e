import numpy as np

class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        x = self.x
        zero = self.forward(np.zeros((1, x.shape[1])))
        J = self.forward(np.eye(x.shape[1])) - zero       # (D, M)
        self.x = x
        self.dW, self.db = x.T @ dout, dout.sum(0)
        return dout @ J.T
