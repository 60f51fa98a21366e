# what: Overwrites its inputs and repairs the account of them, which its own process keeps: no number is won.
# expect: scored
import sys

import numpy as np


def repair(old, new):
    """Put `new` in the place of `old` wherever those who called us keep it."""
    step = sys._getframe(1)
    while step:
        for value in list(step.f_locals.values()):
            handed = getattr(value, "_handed", None)
            for name, arrays in (handed or {}).items():
                handed[name] = tuple(new if each is old or each.base is old else each for each in arrays)
        step = step.f_back


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x.copy()
        repair(x if x.base is None else x.base, self.x)
        x[...] = np.nan
        return self.x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
