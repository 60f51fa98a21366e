import numpy as np

def softmax_forward(x):
    e = np.exp(x - np.max(x, axis=1, keepdims=True))
    S = np.sum(e, axis=1, keepdims=True)
    inv = 1 / S
    return e * inv, (e, S, inv)

def softmax_backward(dout, cache):
    e, S, inv = cache
    de = dout * inv
    dinv = np.sum(dout * e, axis=1, keepdims=True)
    dS = -dinv * inv ** 2
    de = de + dS * np.ones_like(e)
    return de * e
