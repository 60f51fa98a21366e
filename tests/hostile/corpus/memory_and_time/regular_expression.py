# what: A regular expression that backtracks for ever.
# expect: time_limit
# code: time_limit
# limits: wall_s=0.4
import re

re.match("(a+)+$", "a" * 60 + "b")


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
