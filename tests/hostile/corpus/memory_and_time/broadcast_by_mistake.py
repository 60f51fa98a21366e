# what: A shape that only broadcasting can make so large, in forward.
# expect: memory_limit
# code: memory_limit
import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        grown = x[:, :, None, None] + x[None, None, :, :] * 1.0
        far_too_large = grown.reshape(-1)[:100, None] + np.zeros(1_000_000)
        raise SystemError("ESCAPED")
