# what: Replaces its own module by an object that has everything.
# expect: scored
import sys


class Everything:
    def __getattr__(self, name):
        raise SystemExit(name)


sys.modules[__name__] = Everything()


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
