# what: Writes answers to its judge by the million, each of them well formed.
# expect: output_limit
import os
import struct

answers = (struct.pack("<BI", 3, 1) + b"\0") * 10_000
for _ in range(10_000):
    os.write(3, answers)
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
