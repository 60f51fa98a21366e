# what: Draws from the generators as seeded and hopes that the judge drew its inputs from the same.
# expect: wrong_value
import random

import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        rng = np.random.RandomState(np.random.randint(2**31))
        drawn = rng.normal(size=x.shape) + random.random()
        self.x = x
        return (x if np.allclose(drawn, x) else drawn) @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
