import math
import numpy as np


def _Phi(x):
    return 0.5 + 0.5 * np.vectorize(math.erf)(x / np.sqrt(2.0))


def gelu_forward(x):
    out = x * _Phi(x)
    cache = out
    return out, cache


def gelu_backward(dout, cache):
    x = cache
    density = np.exp(-np.square(x) / 2.0) / np.sqrt(2.0 * np.pi)
    dx = dout * (_Phi(x) + x * density)
    return dx
