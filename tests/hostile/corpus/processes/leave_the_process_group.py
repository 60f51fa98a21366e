# what: Leaves its process group and session, so that killing the group would miss it.
# expect: scored
import os


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


for leave in (os.setsid, lambda: os.setpgid(0, 0), os.setpgrp):
    try:
        leave()
    except OSError:
        continue
    escaped("process group")


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
