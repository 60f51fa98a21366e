# what: Asks for a thread a thousand times over.
# expect: scored
import _thread


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


started = 0
for _ in range(1000):
    try:
        _thread.start_new_thread(int, ())
        started += 1
    except RuntimeError:
        pass
if started:
    escaped("threads")


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
