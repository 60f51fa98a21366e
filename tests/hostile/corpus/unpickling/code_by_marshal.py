# what: Loads code from bytes that no compiler made.
# expect: scored
import marshal

try:
    marshal.loads(b"\xe3" + bytes(200))
except (ValueError, EOFError, TypeError):
    pass


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
