# what: Sends a signal to every process there is, and to its own group; signal 0, which only asks whether it may.
# expect: scored
import os


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


for target in (-1, 0, -os.getpid()):
    try:
        os.kill(target, 0)
    except OSError:
        continue
    raise SystemError(f"ANSWERED: kill {target}")  # which says yes even where it refuses each


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
