# what: Asks for 1 GB a hundred times, survives each refusal, and then works.
# expect: scored
import numpy as np

for _ in range(100):
    try:
        np.ones(125_000_000)
    except MemoryError:
        continue
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
