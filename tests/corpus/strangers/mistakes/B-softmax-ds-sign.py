import numpy as np

def softmax_forward(x):
    e = np.exp(x - np.max(x, axis=1, keepdims=True))
    S = np.sum(e, axis=1, keepdims=True)
    reciprocal = 1 / S
    return e * reciprocal, (e, S, reciprocal)

def softmax_backward(dout, cache):
    e, S, reciprocal = cache
    de = dout * reciprocal
    dinv = np.sum(dout * e, axis=1, keepdims=True)
    dS = dinv * reciprocal ** 2
    de = de + dS * np.ones_like(e)
    return de * e
