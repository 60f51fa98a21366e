# what: One NumPy operation that takes hours.
# expect: time_limit
# code: time_limit
# limits: wall_s=0.4
import numpy as np

class Affine:
    def __init__(self, W, b):
        pass

    def forward(self, x):
        vast = np.broadcast_to(x[0, 0], (100_000, 100_000, 10_000))
        return np.add.reduce(vast, axis=None)
