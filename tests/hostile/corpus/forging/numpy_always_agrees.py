# what: Patches NumPy's comparisons so that all arrays are close, with a wrong bias gradient.
# expect: wrong_gradient
import numpy as np


def yes(*arguments, **options):
    return True


for name in ("allclose", "array_equal", "array_equiv", "isclose", "all", "any"):
    setattr(np, name, yes)
    setattr(np._core.numeric, name, yes)
np.testing.assert_allclose = np.testing.assert_array_equal = yes

class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.mean(axis=0)
        return dout @ self.W.T
