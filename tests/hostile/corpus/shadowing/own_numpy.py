# what: Puts a module of its own in the place of NumPy.
# expect: scored
import sys
import types

fake = types.ModuleType("numpy")
fake.asarray = lambda value, *_, **__: value
fake.ndarray = list
sys.modules["numpy"] = fake
sys.modules["struct"] = sys.modules["os"] = fake


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
