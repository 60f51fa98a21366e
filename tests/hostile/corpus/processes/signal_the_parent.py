# what: Asks whether it may signal its parent, process 1 and those that were started around it.
# expect: scored
import os


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


own = os.getpid()
for target in (os.getppid(), 1, *range(max(own - 5, 2), own), *range(own + 1, own + 5)):
    try:
        os.kill(target, 0)
    except OSError:
        continue
    if target > 0:
        escaped("kill " + str(target))


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
