# what: Prints ten megabytes of zero bytes.
# expect: output_limit
# code: output_limit
import sys

sys.stdout.buffer.write(bytes(10_000_000))
sys.stdout.flush()
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
