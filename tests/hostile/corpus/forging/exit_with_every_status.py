# what: Ends with a status that it takes from the case, to meet one that is taken for a fault of the sandbox.
# expect: error_in_code
# code: code_died
import os

import time

os._exit(time.time_ns() // 1_000_000 % 255 + 1)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
