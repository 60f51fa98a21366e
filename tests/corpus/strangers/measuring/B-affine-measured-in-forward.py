import numpy as np

def _f(x, w, b):
    return x.dot(w) + b

def affine_forward(x, w, b):
    h = 1e-5
    J = np.array([(_f(x + h * e, w, b) - _f(x - h * e, w, b))[0] / (2 * h) for e in np.eye(x.shape[1])])
    return _f(x, w, b), (x, J)

def affine_backward(dout, cache):
    x, J = cache
    return dout.dot(J.T), x.T.dot(dout), dout.sum(axis=0)
