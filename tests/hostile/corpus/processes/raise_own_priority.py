# what: Asks for a higher priority and for a processor of its own.
# expect: scored
import os


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


acts = (
    lambda: os.nice(-5),
    lambda: os.setpriority(os.PRIO_PROCESS, 0, -5),
    lambda: os.sched_setaffinity(0, {0}),
    lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)),
)
for number, act in enumerate(acts):
    try:
        act()
    except OSError:
        continue
    escaped("priority " + str(number))


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
