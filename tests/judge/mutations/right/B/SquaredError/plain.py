import numpy as np


def squared_error_loss(y, t):
    N = y.shape[0]
    diff = y - t
    loss = 0.5 * np.sum(diff * diff) / N
    return loss, diff / N
