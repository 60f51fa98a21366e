# what: Answers with right numbers under a mask that hides them all.
# expect: wrong_value
import numpy as np
import numpy.ma


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return np.ma.masked_all_like(x @ self.W + self.b)

    def backward(self, dout):
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        return dout @ self.W.T
