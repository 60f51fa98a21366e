# what: Starts Python anew in its own place, free of whatever was patched.
# expect: forbidden_action
# code: forbidden_call
import os
import sys

try:
    os.execve(sys.executable or "/usr/bin/python3", ["python", "-c", "print('ESC' 'APED')"], {})
except OSError:
    pass


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
