# what: Leaves the session and forks twice, as daemons do.
# expect: scored
import os


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


try:
    os.setsid()
except OSError:
    pass
try:
    if os.fork() == 0:
        if os.fork() == 0:
            os._exit(0)
        os._exit(0)
except OSError:
    pass
else:
    escaped("daemon")


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
