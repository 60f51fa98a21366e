# what: Reads and writes memory at any address without ctypes, by an array that says where it lies.
# expect: error_in_code
# code: code_died
import numpy as np


class Everywhere:
    def __init__(self, address):
        self.__array_interface__ = {"data": (address, False), "shape": (8,), "typestr": "|u1", "version": 3}


mark = np.arange(8, dtype=np.uint8)
window = np.asarray(Everywhere(mark.ctypes.data if hasattr(mark, "ctypes") else 0))
assert window.tolist() == mark.tolist()
np.asarray(Everywhere(8)).sum()


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
