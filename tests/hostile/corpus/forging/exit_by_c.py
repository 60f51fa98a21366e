# what: Ends by the C library's exit, which runs what was registered there.
# expect: error_in_code
# code: code_died
import numpy as np

np._core._internal.ctypes.CDLL(None).exit(0)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
