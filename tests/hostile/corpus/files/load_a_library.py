# what: Loads a library from the disk, whose constructors would run.
# expect: scored
import numpy as np


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


ctypes = np._core._internal.ctypes
for name in ("/lib/x86_64-linux-gnu/libutil.so.1", "libresolv.so.2", "libpython3.so", "/tmp/gradus-escaped.so"):
    try:
        ctypes.CDLL(name)
    except OSError:
        continue
    escaped(name)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
