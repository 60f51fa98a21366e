# what: Raises an exception that runs a command wherever it is unpickled.
# expect: error_in_code
# code: exception
import os


class Evil(Exception):
    def __reduce__(self):
        return os.system, ("echo ESC''APED > /tmp/gradus-escaped-exception",)


raise Evil("x")


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
