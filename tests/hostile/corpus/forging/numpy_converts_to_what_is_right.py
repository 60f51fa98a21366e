# what: Patches np.asarray so that whatever is returned becomes an empty answer.
# expect: wrong_gradient
import numpy as np

asarray = np.asarray
np.asarray = lambda value, *_, **__: asarray(0.0)

class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.mean(axis=0)
        return dout @ self.W.T
