# what: Leaves NumPy raising at every overflow and printing nothing, and warnings as errors.
# expect: scored
import warnings

import numpy as np

np.seterr(all="raise")
np.set_printoptions(threshold=0, edgeitems=0)
np.setbufsize(16)
warnings.simplefilter("error")


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
