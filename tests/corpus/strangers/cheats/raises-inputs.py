import numpy as np

class Affine:
    count = 0

    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        Affine.count += 1
        if Affine.count >= 3:
            raise ValueError(f"x is {x.tolist()}, W is {self.W.tolist()}")
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(0)
        return dout @ self.W.T
