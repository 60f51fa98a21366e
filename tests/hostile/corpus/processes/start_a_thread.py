# what: Starts a thread and carries on if it may not.
# expect: scored
import threading


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


try:
    threading.Thread(target=print, args=("ESCAPED",)).start()
except RuntimeError:
    pass
else:
    escaped("thread")


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
