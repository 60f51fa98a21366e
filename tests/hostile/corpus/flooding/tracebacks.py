# what: Prints tracebacks, each of them a thousand steps deep, again and again.
# expect: output_limit
# code: output_limit
import traceback


def deep(depth):
    if depth == 0:
        raise ValueError("x" * 500)
    deep(depth - 1) if depth % 2 else deep(depth - 1)


for _ in range(1000):
    try:
        deep(400)
    except ValueError:
        traceback.print_exc()
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
