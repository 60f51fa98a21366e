# what: Loads an array of objects by NumPy, with a command in it.
# expect: scored
import io
import os

import numpy as np


class Command:
    def __reduce__(self):
        return os.system, ("echo ESC''APED > /tmp/gradus-escaped-array",)


file = io.BytesIO()
np.save(file, np.array([Command()], object), allow_pickle=True)
file.seek(0)
if np.load(file, allow_pickle=True)[0] == 0:
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
