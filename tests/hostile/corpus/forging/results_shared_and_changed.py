# what: Answers always with the same array, changed at each call of any object.
# expect: wrong_value
# code: output_overwritten
import numpy as np

out = np.zeros((1000, 64))


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        part = out[: len(x), : len(self.b)]
        part[...] = x @ self.W + self.b
        return part

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        out[...] = np.nan
        return dout @ self.W.T
