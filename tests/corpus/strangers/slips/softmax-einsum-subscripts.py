import numpy as np


def softmax_forward(x):
    z = np.exp(x - x.max(1, keepdims=True))
    y = z / z.sum(1, keepdims=True)
    return y, y


def softmax_backward(dout, y):
    eye = np.eye(y.shape[1])
    jac = np.einsum("nk,kc->nkc", y, eye) - np.einsum("nk,nc->nkc", y, y)
    return np.einsum("nkc,nc->nc", jac, dout)
