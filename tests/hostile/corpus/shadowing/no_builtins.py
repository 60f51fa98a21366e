# what: Empties the builtins of its module and of its process.
# expect: scored
import builtins

for name in ("print", "open", "input", "exec", "eval", "compile", "exit", "quit"):
    vars(builtins).pop(name, None)
del __builtins__


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
