import numpy as np


def cross_entropy_loss(p, y):
    N = p.shape[0]
    picked = p[np.arange(N), y]
    loss = -np.sum(np.log(picked)) / N
    dp = np.zeros_like(p)
    dp[:, y] = -1.0 / picked / N
    return loss, dp
