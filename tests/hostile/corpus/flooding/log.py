# what: Logs a hundred thousand lines.
# expect: output_limit
# code: output_limit
import logging

for number in range(100_000):
    logging.error("line %d", number)
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
