# what: Empties every module that is loaded but its own.
# expect: error_in_code
import sys

for name, module in list(sys.modules.items()):
    if name not in ("builtins", "sys", __name__) and not name.startswith(("numpy", "_")):
        vars(module).clear()


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
