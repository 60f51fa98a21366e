# what: Returns an array of 8 TB that takes eight bytes.
# expect: error_in_code
import numpy as np


class Affine:
    def __init__(self, W, b):
        pass

    def forward(self, x):
        return np.broadcast_to(0.0, (1_000_000, 1_000_000))
