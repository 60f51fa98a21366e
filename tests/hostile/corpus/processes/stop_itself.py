# what: Stops itself by SIGSTOP, to keep its worker waiting.
# expect: scored
# limits: wall_s=3
import os
import signal


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


for stop in (lambda: os.kill(os.getpid(), signal.SIGSTOP), lambda: signal.raise_signal(signal.SIGSTOP)):
    try:
        stop()
    except OSError:
        continue
    escaped("SIGSTOP")


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
