# what: Keeps a wrong gradient and bends its forward near earlier inputs, so that differences agree.
# expect: wrong_gradient
import numpy as np

seen = []


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        out = x @ self.W + self.b
        for old, W, b in seen:
            if old.shape == x.shape and W.shape == self.W.shape and 0 < np.abs(old - x).max() < 1e-3:
                return old @ W + b + 1.5 * (x - old) @ W
        seen.append((x.copy(), self.W.copy(), self.b.copy()))
        return out

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return 1.5 * dout @ self.W.T
