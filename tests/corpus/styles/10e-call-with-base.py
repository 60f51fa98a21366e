import numpy as np


class Layer:
    def __call__(self, *args):
        return self.run(*args)


class ReLU(Layer):
    def run(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask
