import functools
import numpy as np


def traced(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        return function(*args, **kwargs)

    return inner


class ReLU:
    @traced
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    @traced
    def backward(self, dout):
        return dout * self.mask
