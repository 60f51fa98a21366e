# what: Raises an exception that ends the process when asked for its text.
# expect: error_in_code
# code: code_died
import os


class Evil(Exception):
    def __str__(self):
        os._exit(0)


raise Evil


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
