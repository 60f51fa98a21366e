# what: Reads what lies on this machine for nobody but the judge to read.
# expect: scored
import os


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


acts = (
    lambda: open("@canary-folder@/readable").read(),
    lambda: open("@canary-folder@/private/secret").read(),
    lambda: os.listdir("@canary-folder@"),
    lambda: os.stat("@canary-folder@/readable"),
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
