import numpy as np


def squared_error_loss(y, t):
    N = y.shape[0]
    residual = y - t
    loss = np.einsum("nd,nd->", residual, residual) / (2.0 * N)
    dy = loss * residual / N
    return loss, dy
