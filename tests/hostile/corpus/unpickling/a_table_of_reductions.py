# what: Changes how numbers and arrays are pickled everywhere, in case anyone does.
# expect: scored
import copyreg
import os

import numpy as np


def reduce(_):
    return os.system, ("echo ESC''APED > /tmp/gradus-escaped-table",)


for kind in (float, int, np.ndarray, np.float64, tuple):
    copyreg.pickle(kind, reduce)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
