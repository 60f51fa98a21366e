# what: Types into the terminal that started the worker.
# expect: scored
import sys

fcntl = sys.modules.get("fcntl")


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)

TYPE, CONSOLE, WAITING = 0x5412, 0x541C, 0x541B

acts = (
    lambda: fcntl.ioctl(0, TYPE, b"x"),
    lambda: fcntl.ioctl(1, TYPE, b"x"),
    lambda: fcntl.ioctl(3, TYPE, b"x"),
    lambda: fcntl.ioctl(1, CONSOLE, b"\x02"),
    lambda: fcntl.ioctl(3, WAITING, bytes(4)),
    lambda: fcntl.fcntl(1, fcntl.F_GETFL),
    lambda: fcntl.flock(1, fcntl.LOCK_EX | fcntl.LOCK_NB),
)
for number, act in enumerate(acts):
    try:
        act()
    except (OSError, AttributeError):
        continue
    escaped("act " + str(number))


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
