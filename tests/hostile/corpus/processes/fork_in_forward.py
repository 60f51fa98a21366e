# what: Forks in the middle of an answer, so that two processes would go on answering.
# expect: scored
import os


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        try:
            child = os.fork()
        except OSError:
            pass
        else:
            if child == 0:
                os._exit(0)
            escaped("fork")
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
