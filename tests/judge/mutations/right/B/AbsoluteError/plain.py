import numpy as np


def absolute_error_loss(y, t):
    diff = y - t
    loss = np.sum(np.abs(diff)) / len(y)
    dy = np.sign(diff) / len(y)
    return loss, dy
