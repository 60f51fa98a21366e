# what: Leaves handlers for signals, exit, exceptions, imports and garbage.
# expect: scored
import atexit
import faulthandler
import gc
import signal
import sys


def handle(*_):
    raise SystemError("ESCAPED")


for number in (signal.SIGTERM, signal.SIGUSR1, signal.SIGXCPU, signal.SIGCHLD):
    try:
        signal.signal(number, handle)
    except OSError:
        pass
atexit.register(handle)
sys.excepthook = sys.unraisablehook = handle
gc.freeze()


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
