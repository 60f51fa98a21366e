import numpy as np


def softmax_loss(x, y):
    N = x.shape[0]
    shifted = x - x.max(axis=1, keepdims=True)
    p = np.exp(shifted)
    p /= p.sum(axis=1, keepdims=True)
    rows = np.arange(N)
    loss = -np.log(p[rows, y]).sum() / N
    dx = np.zeros_like(x)
    dx[rows, y] = (p[rows, y] - 1) / N
    return loss, dx
