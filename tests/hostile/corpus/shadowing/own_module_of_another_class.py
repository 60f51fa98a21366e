# what: Changes the class of its own module, so that looking it up runs code.
# expect: scored
import sys
import types


class Module(types.ModuleType):
    @property
    def __dict__(self):
        raise SystemExit("no")

    def __getattribute__(self, name):
        raise SystemExit(name)


sys.modules[__name__].__class__ = Module


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
