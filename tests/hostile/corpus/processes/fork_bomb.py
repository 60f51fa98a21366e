# what: A real fork bomb, but of five generations: 32 processes if nothing stops it.
# expect: scored
import os


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


generation, forked = 0, False
while generation < 5:
    generation += 1
    try:
        forked = os.fork() >= 0 or forked
    except OSError:
        pass
    else:
        if os.getppid() == 1:
            os._exit(0)
if forked:
    escaped("fork bomb")


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
