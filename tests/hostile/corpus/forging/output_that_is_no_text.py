# what: Prints bytes that are no UTF-8 and a frame of the judge's.
# expect: scored
import os

os.write(1, bytes(range(256)) + b"\xff\xfe\xf0\x9f" + b"\x06\0\0\0\0")
os.write(2, "\u202e".encode() + b"\xed\xa0\x80")


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
