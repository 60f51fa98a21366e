# what: Prints exactly as many bytes as it may.
# expect: scored
# limits: output_bytes=10000
import os

os.write(1, b"x" * 10_000)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
