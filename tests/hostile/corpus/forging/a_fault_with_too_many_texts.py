# what: Reports a fault with 255 long texts.
# expect: error_in_code
# code: exception
import os
import struct

READY, LOADED, VALUES, FAULT, STOPPED, DONE = range(1, 7)


def frame(kind, payload=b""):
    return struct.pack("<BI", kind, len(payload)) + payload


text = struct.pack("<H", 60_000) + b"x" * 60_000
os.write(3, frame(STOPPED, struct.pack("<BIB", 3, 1, 255) + text * 255))
os._exit(0)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
