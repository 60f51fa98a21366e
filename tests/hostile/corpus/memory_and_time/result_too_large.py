# what: Returns an array of 80 MB that it has the memory for.
# expect: error_in_code
import numpy as np


class Affine:
    def __init__(self, W, b):
        pass

    def forward(self, x):
        return np.ones(10_000_000)
