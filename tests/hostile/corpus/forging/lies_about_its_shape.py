# what: Returns an array that gives a false shape, dtype and size, and other bytes when it is sent.
# expect: scored
import numpy as np


class Liar(np.ndarray):
    shape = property(lambda self: (1_000_000, 1_000_000))
    ndim = property(lambda self: 2)
    nbytes = property(lambda self: 8)
    size = property(lambda self: 1)
    dtype = property(lambda self: np.dtype(np.float64))

    def tobytes(self, *_):
        return b"\xff" * 100

    def astype(self, *_, **__):
        return self


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return (x @ self.W + self.b).view(Liar)

    def backward(self, dout):
        self.dW, self.db = (self.x.T @ dout).view(Liar), dout.sum(axis=0).view(Liar)
        return (dout @ self.W.T).view(Liar)
