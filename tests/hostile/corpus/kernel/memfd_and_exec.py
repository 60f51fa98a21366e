# what: Puts a program into memory alone and executes it there.
# expect: scored
import os


try:
    descriptor = os.memfd_create("gradus-escaped")
    os.write(descriptor, b"#!/bin/echo ESCAPED\n")
    os.execve(descriptor, ["gradus"], {})
except (OSError, TypeError):
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
