import numpy as np


def leaky_relu_forward(x):
    out = np.maximum(x, 0) + 0.01 * np.minimum(x, 0)
    return out, x


def leaky_relu_backward(dout, cache):
    x = cache
    dx = np.ones_like(dout)
    dx[x < 0] = 0.01
    return dx
