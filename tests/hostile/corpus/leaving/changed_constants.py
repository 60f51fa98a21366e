# what: Writes into constants, in memory that came from the process it was forked from.
# expect: scored
import sys

import numpy as np

ctypes = np._core._internal.ctypes
mark = "gradus_escaped_is_here"
head = sys.getsizeof("") - 1  # of a text in memory; its letters follow
ctypes.memmove(id(np.__doc__) + head, mark.encode(), len(mark))
assert np.__doc__.startswith(mark)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
