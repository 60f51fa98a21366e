# what: Leaves timers that would fire later, in this process or the next.
# expect: scored
import signal

for act in (lambda: signal.setitimer(signal.ITIMER_REAL, 3600), lambda: signal.alarm(3600) and None):
    try:
        act()
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
