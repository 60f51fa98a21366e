# what: Sends an array of 255 dimensions.
# expect: forbidden_action
# code: channel_misused
import os
import struct

READY, LOADED, VALUES, FAULT, STOPPED, DONE = range(1, 7)


def frame(kind, payload=b""):
    return struct.pack("<BI", kind, len(payload)) + payload


os.write(3, frame(LOADED) + frame(VALUES, b"\1\x0b\xff" + b"\1\0\0\0" * 255 + bytes(8)))
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
