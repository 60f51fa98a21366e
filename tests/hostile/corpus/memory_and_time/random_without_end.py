# what: Asks the kernel for two gigabytes of random bytes at a time.
# expect: time_limit
# limits: wall_s=0.4
import os

while True:
    len(os.urandom(100_000_000))


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
