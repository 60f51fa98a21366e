# what: Leaves NumPy with functions that give wrong answers, for whoever comes next.
# expect: scored
import numpy as np

np.gradus_escaped = True
for name in ("dot", "matmul", "sum", "ones", "zeros", "array", "asarray", "add"):
    setattr(np, name, lambda *_, **__: None)
np.asarray = lambda value, *_, **__: value


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
