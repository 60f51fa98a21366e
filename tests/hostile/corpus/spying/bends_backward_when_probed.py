# what: Guesses the step of the probes from the distance to earlier inputs, and is right only near them.
# expect: wrong_gradient
import numpy as np

seen = []


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.probed = any(old.shape == x.shape and np.abs(old - x).max() < 1e-2 for old in seen)
        seen.append(x.copy())
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T * (1.0 if self.probed else -1.0)
