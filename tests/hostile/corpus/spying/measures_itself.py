# what: Has no derivative at all but measures its own forward, which is slow and honest.
# expect: scored
import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x.copy()
        return x @ self.W + self.b

    def backward(self, dout):
        def slope(array, function):
            gradient, step = np.zeros_like(array), 2.0 ** np.ceil(np.log2(np.abs(array).max() + 1))
            for index in np.ndindex(array.shape):
                moved = array.copy()
                moved[index] += step
                gradient[index] = (dout * (function(moved) - function(array))).sum() / (moved[index] - array[index])
            return gradient

        self.dW = slope(self.W, lambda W: self.x @ W)
        self.db = slope(self.b, lambda b: np.zeros_like(dout) + b)
        return slope(self.x, lambda x: x @ self.W)
