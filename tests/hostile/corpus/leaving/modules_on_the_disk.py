# what: Leaves a module and its compiled form where the next would import them.
# expect: scored
import os
import sys

for folder in (*sys.path, ".", "/tmp", os.path.dirname(os.__file__)):
    for name in ("gradus-escaped-module.py", "__pycache__/gradus-escaped-module.pyc"):
        try:
            open(os.path.join(folder, name), "w").close()
        except OSError:
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
