# what: Imports what is on the disk but not loaded.
# expect: error_in_code
import sys

sys.path[:] = ["/usr/lib/python3.11", "/usr/lib/python3/dist-packages", "/tmp", "."]
import turtle


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
