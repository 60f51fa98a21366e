import numpy as np

def _loss(y, t):
    return 0.5 * np.sum(np.square(y - t)) / y.shape[0]

def squared_error_loss(y, t):
    g = np.zeros(y.shape)
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            p, m = y.copy(), y.copy()
            p[i, j] += 1e-5
            m[i, j] -= 1e-5
            g[i, j] = (_loss(p, t) - _loss(m, t)) / 2e-5
    return _loss(y, t), g
