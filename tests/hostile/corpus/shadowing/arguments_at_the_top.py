# what: Reads the words of a command line that it does not have.
# expect: error_in_code
# code: code_exited
import argparse

argparse.ArgumentParser().parse_args(["--epochs"])


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
