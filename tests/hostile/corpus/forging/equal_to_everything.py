# what: Returns an array of a kind of its own that calls itself equal to everything, with a wrong bias gradient.
# expect: wrong_gradient
import numpy as np


class Equal(np.ndarray):
    def __eq__(self, other):
        return np.True_

    __ne__ = lambda self, other: np.False_

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        return np.zeros(self.shape)

    def __array_function__(self, function, types, arguments, options):
        return True

    def all(self, *_, **__):
        return True

class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, np.full(dout.shape[1], 7.0).view(Equal)
        return dout @ self.W.T
