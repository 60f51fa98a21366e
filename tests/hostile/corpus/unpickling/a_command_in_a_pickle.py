# what: Unpickles a command for a shell.
# expect: scored
import os
import pickle


class Command:
    def __reduce__(self):
        return os.system, ("echo ESC''APED > /tmp/gradus-escaped-pickle",)


if pickle.loads(pickle.dumps(Command())) == 0:
    raise SystemError("ESCAPED")


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
