# what: Starts /bin/true by posix_spawn, as a shell would.
# expect: scored
import os


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


try:
    os.posix_spawn("/bin/true", ["true"], {})
except OSError:
    pass
else:
    escaped("posix_spawn")


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
