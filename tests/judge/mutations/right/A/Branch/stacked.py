import numpy as np


class Branch:
    def __init__(self, copies=2):
        self.copies = copies

    def forward(self, x):
        return tuple(np.repeat(x[np.newaxis], self.copies, axis=0))

    def backward(self, *douts):
        return np.sum(np.stack(douts), axis=0)
