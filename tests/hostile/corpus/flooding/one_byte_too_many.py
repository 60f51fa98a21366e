# what: Prints one byte more than it may.
# expect: output_limit
# code: output_limit
# limits: output_bytes=10000
import os

for _ in range(10_001):
    os.write(1, b"x")
raise SystemError("ESCAPED")


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
