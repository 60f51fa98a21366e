import numpy as np

def affine_forward(x, w, b):
    result = x.reshape(x.shape[0], -1).dot(w) + b
    cache = (x, w, b)
    return result, cache

def affine_backward(dout, cache):
    x, w, b = cache
    grad_x = dout.dot(w.reshape(w.shape[1], w.shape[0])).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = np.sum(dout, axis=0)
    return grad_x, dw, db
