# what: Returns an object that runs a command wherever it is unpickled.
# expect: error_in_code
import os

import numpy as np


class Command:
    def __reduce__(self):
        return os.system, ("echo ESC''APED > /tmp/gradus-escaped-result",)


class Affine:
    def __init__(self, W, b):
        self.dW = self.db = Command()

    def forward(self, x):
        return np.array([Command()], object)

    def backward(self, dout):
        return Command()
