# what: Sends its answers byte by byte, so that its judge wakes for each.
# expect: forbidden_action
# code: channel_misused
import os

for _ in range(100_000):
    os.write(3, b"x")
os._exit(0)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
