# what: Leaves bytes in its sockets for whoever reads them next.
# expect: scored
import os

for descriptor in (0, *range(4, 64)):
    try:
        os.write(descriptor, b"gradus-escaped")
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
