import numpy as np


def branch_forward(x):
    cache = x
    return (x, x), cache


def branch_backward(dout1, dout2, cache):
    x = cache
    dx = (dout1 + dout2) * x
    return dx
