# what: Asks where it is and what lies there, without opening a file.
# expect: scored
import glob
import os


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


acts = (
    lambda: os.getcwd(),
    lambda: os.chdir("/"),
    lambda: os.listdir("/"),
    lambda: os.listdir("."),
    lambda: os.stat("/"),
    lambda: os.lstat("/etc/passwd"),
    lambda: os.statvfs("/"),
    lambda: list(os.scandir("/tmp")),
    lambda: list(os.walk("/tmp"))[0],
    lambda: os.access("/", os.F_OK) or 1 / 0,
    lambda: os.path.exists("/") or 1 / 0,
    lambda: glob.glob("/*")[0],
    lambda: os.getxattr("/", "user.x"),
)
for number, act in enumerate(acts):
    try:
        act()
    except (OSError, ZeroDivisionError, IndexError):
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
