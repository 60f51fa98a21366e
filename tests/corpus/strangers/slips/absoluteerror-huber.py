import numpy as np


def absolute_error_loss(y, t):
    N = y.shape[0]
    diff = y - t
    small = np.abs(diff) < 1.0
    loss = np.sum(np.where(small, 0.5 * diff ** 2, np.abs(diff) - 0.5)) / N
    dx = np.where(small, diff, np.sign(diff)) / N
    return loss, dx
