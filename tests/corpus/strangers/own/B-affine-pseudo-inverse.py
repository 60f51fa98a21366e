import numpy as np


def affine_forward(x, w, b):
    return x @ w + b, (x, w)

def affine_backward(dout, cache):
    x, w = cache
    dx = dout @ np.linalg.pinv(w)
    return dx, x.T @ dout, dout.sum(axis=0)
