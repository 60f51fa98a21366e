# what: Keeps its way to the judge open after the last answer, so that the judge waits for the end.
# expect: scored
# limits: wall_s=2
import os

os.close = lambda descriptor: None


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
