import numpy as np


def max_forward(x, y):
    out = np.maximum(x, y)
    cache = (x, y)
    return out, cache


def max_backward(dout, cache):
    x, y = cache
    mask = dout > 0
    dx = dout * mask
    dy = dout * (1 - mask)
    return dx, dy
