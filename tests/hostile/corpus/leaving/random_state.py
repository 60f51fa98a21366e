# what: Leaves the generators of random numbers in a state of its own.
# expect: scored
import random

import numpy as np

random.seed(1)
np.random.seed(1)
random.random = lambda: 0.5
np.random.set_state(("MT19937", np.zeros(624, np.uint32) + 1, 624))


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
