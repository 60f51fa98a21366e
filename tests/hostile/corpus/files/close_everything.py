# what: Closes every descriptor there may be, its way to the judge among them, and works on.
# expect: error_in_code
# code: code_died
import os

os.closerange(0, 4096)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
