# what: Imports itself, by name and by file.
# expect: scored
import importlib
import sys

again = importlib.import_module(__name__)
assert again is sys.modules[__name__]


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
