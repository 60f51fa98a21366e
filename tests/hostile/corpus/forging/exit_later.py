# what: Asks for something to happen at exit: a flood, and a way to end in success.
# expect: scored
import atexit
import os
import sys
import threading


def at_exit(*_):
    os.write(1, b"ESCAPED")
    os._exit(0)


atexit.register(at_exit)
threading._register_atexit(at_exit)
sys.excepthook = at_exit
sys.unraisablehook = at_exit


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
