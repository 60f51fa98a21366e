import numpy as np


def softmax_loss(x, y):
    N = x.shape[0]
    e = np.exp(x - x.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y] + 1e-12).mean()
    dx = p.copy()
    dx[np.arange(N), y] -= 1
    dx[p.argmax(axis=1) == y] = 0
    return loss, dx / N
