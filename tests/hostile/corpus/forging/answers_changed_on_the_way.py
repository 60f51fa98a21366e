# what: Replaces os.write, so that each frame to the judge is said twice.
# expect: forbidden_action
# code: channel_misused
import os

write = os.write


def write_twice(descriptor, data):
    write(descriptor, data)
    return write(descriptor, data)


os.write = write_twice


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
