# what: Announces an answer of its greatest size again and again and fills it with zeros.
# expect: output_limit
import os

for _ in range(10_000):
    os.write(3, b"\x03" + bytes(65535))
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
