# what: Answers every call with four megabytes, the most that one answer may have.
# expect: output_limit
import numpy as np


class Affine:
    def __init__(self, W, b):
        self.dW = self.db = np.zeros(480_000)

    def forward(self, x):
        return [np.zeros(480_000)] * 4

    def backward(self, dout):
        return [np.zeros(480_000)] * 4
