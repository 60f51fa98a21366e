# what: Begins a frame and never ends it.
# expect: time_limit
# code: time_limit
# limits: wall_s=0.4
import os
import struct

READY, LOADED, VALUES, FAULT, STOPPED, DONE = range(1, 7)


def frame(kind, payload=b""):
    return struct.pack("<BI", kind, len(payload)) + payload


import time

os.write(3, struct.pack("<B", VALUES))
time.sleep(3600)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
