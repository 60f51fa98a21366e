# what: Prints its own memory as it is, so that whoever reads the output finds what was left there.
# expect: scored
import gc
import os

import numpy as np


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


ctypes = np._core._internal.ctypes
pools = sorted({id(thing) & -16_384 for thing in gc.get_objects() if type(thing) is dict})
for pool in pools[:40]:
    os.write(1, ctypes.string_at(pool, 1024))


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
