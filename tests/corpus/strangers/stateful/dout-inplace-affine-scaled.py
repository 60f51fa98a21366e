import numpy as np

class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        dx = dout @ self.W.T
        self.dW = self.x.T @ dout
        for i in range(1, len(dout)):      # running sum, last row is the total
            dout[i] += dout[i - 1]
        self.db = dout[-1].copy()
        return dx
