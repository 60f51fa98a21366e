# what: Warns a hundred thousand times, each time of something else.
# expect: output_limit
# code: output_limit
import warnings

for number in range(100_000):
    warnings.warn(f"warning {number}", stacklevel=1)
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
