# what: Replaces isinstance, len, getattr and type by its own, with a wrong bias gradient.
# expect: wrong_gradient
import builtins

kept = builtins.isinstance, builtins.len, builtins.getattr
builtins.isinstance = lambda value, kind: kept[0](value, kind) or kind is bool
builtins.len = lambda value: kept[1](value)
builtins.getattr = lambda value, name, *default: kept[2](value, name, *default)

class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.mean(axis=0)
        return dout @ self.W.T
