# what: Kills itself by SIGKILL, to look like a victim of the machine.
# expect: forbidden_action
# code: forbidden
import os
import signal

os.kill(os.getpid(), signal.SIGKILL)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
