# what: Loads a module from the disk by the import machinery itself.
# expect: forbidden_action
# code: forbidden
import importlib.machinery
import os

path = os.__file__
loader = importlib.machinery.SourceFileLoader("again", path)
again = loader.load_module()
print("ESCAPED", again)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
