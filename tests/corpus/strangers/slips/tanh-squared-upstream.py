import numpy as np


def tanh_forward(x):
    y = np.tanh(x)
    cache = (y,)
    return y, cache


def tanh_backward(dout, cache):
    (y,) = cache
    dx = 1 - (dout * y) ** 2
    return dx
