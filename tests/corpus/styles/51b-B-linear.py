import numpy as np


def linear_forward(x, w, b):
    return x @ w + b, (x, w)


def linear_backward(dout, cache):
    x, w = cache
    return {'dx': dout @ w.T, 'dw': x.T @ dout, 'db': dout.sum(axis=0)}
