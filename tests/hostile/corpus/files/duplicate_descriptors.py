# what: Copies and replaces its descriptors, to be rid of the ones it was given.
# expect: scored
import os


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


acts = (
    lambda: os.dup(1),
    lambda: os.dup2(3, 1),
    lambda: os.dup2(1, 3),
    lambda: os.pipe(),
    lambda: os.memfd_create("gradus"),
    lambda: os.eventfd(0),
    lambda: os.set_inheritable(3, True),
    lambda: os.set_blocking(3, False),
    lambda: os.ftruncate(1, 2**40),
    lambda: os.lseek(1, 0, 0),
    lambda: os.pwrite(1, b"x", 2**40),
    lambda: os.pread(3, 1, 0),
    lambda: os.sendfile(3, 1, 0, 1),
    lambda: os.splice(1, 3, 1),
    lambda: os.posix_fallocate(1, 0, 2**30),
    lambda: os.fstat(3),
    lambda: os.writev(1, [b"x"]),
    lambda: os.readv(3, [bytearray(1)]),
    lambda: os.isatty(1) or 1 / 0,
)
for number, act in enumerate(acts):
    try:
        act()
    except (OSError, ZeroDivisionError):
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
