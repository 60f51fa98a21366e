# what: Writes out a number of millions of digits, with the guard against it taken off.
# expect: time_limit
# code: time_limit
# limits: wall_s=0.4
import sys

sys.set_int_max_str_digits(0)
str(1 << 20_000_000)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
