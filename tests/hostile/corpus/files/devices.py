# what: Opens devices.
# expect: scored
import os


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


acts = (
    lambda: open("/dev/null", "r+b"),
    lambda: open("/dev/zero", "rb"),
    lambda: open("/dev/full", "rb"),
    lambda: open("/dev/urandom", "rb"),
    lambda: open("/dev/random", "rb"),
    lambda: open("/dev/mem", "rb"),
    lambda: open("/dev/kmsg", "rb"),
    lambda: open("/dev/tty", "rb"),
    lambda: open("/dev/ptmx", "r+b"),
    lambda: open("/dev/fuse", "rb"),
    lambda: open("/dev/kvm", "rb"),
    lambda: open("/dev/vda", "rb"),
)
for number, act in enumerate(acts):
    try:
        act()
    except OSError:
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
