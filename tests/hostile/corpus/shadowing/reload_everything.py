# what: Reloads NumPy and others from the disk, to have them unpatched.
# expect: scored
import importlib
import json

import numpy as np

for module in (np, json):
    try:
        importlib.reload(module)
    except (ImportError, OSError):
        continue
    raise SystemError("ESCAPED")


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
