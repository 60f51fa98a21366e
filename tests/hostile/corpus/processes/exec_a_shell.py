# what: Puts a shell in its own place.
# expect: forbidden_action
# code: forbidden_call
import os

os.execv("/bin/sh", ["sh", "-c", "echo ESC''APED"])


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
