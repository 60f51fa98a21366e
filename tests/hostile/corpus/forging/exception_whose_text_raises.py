# what: Raises an exception that raises when asked for its text.
# expect: error_in_code
# code: exception
class Evil(Exception):
    def __str__(self):
        raise RuntimeError("no")

    __repr__ = __str__


raise Evil


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
