# what: Sums an endless iterator, in C, where no signal handler of Python gets a turn.
# expect: time_limit
# code: time_limit
# limits: wall_s=0.4
import itertools

sum(itertools.repeat(0))


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
