# what: Changes the folder, the mask of new files and the root, which a process hands down.
# expect: scored
import os

for act in (lambda: os.chdir("/tmp"), lambda: os.fchdir(3), lambda: os.unlink("/tmp/gradus-escaped-none")):
    try:
        act()
    except OSError:
        continue
    raise SystemError("ESCAPED")
try:
    os.umask(0)
except OSError:
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
