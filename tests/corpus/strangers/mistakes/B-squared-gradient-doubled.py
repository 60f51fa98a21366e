import numpy as np

def squared_error_loss(y, t):
    n = y.shape[0]
    r = y - t
    loss = np.linalg.norm(r) ** 2 / (2 * n)
    return loss, 2 * r / n
