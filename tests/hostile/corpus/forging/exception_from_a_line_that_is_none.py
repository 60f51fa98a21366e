# what: Raises from code that claims to be line 2**31 - 1 of another file.
# expect: error_in_code
# code: exception
def raises():
    raise ValueError("here")


raises.__code__ = raises.__code__.replace(co_firstlineno=2**31 - 20, co_filename="\x1b[31m/etc/passwd", co_name="\0")
raises()


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
