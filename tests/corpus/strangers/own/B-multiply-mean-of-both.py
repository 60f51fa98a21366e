import numpy as np


def multiply_forward(x, y):
    return x * y, (x, y)

def multiply_backward(dout, cache):
    x, y = cache
    both = (x + y) / 2
    return dout * both, dout * both
