import numpy as np

def row_losses(x, y):
    s = x - x.max(axis=1, keepdims=True)
    return np.log(np.exp(s).sum(axis=1)) - s[np.arange(len(y)), y]

def softmax_loss(x, y):
    h = 1e-5
    dx = np.stack([(row_losses(x + h * e, y) - row_losses(x - h * e, y)) / (2 * h) for e in np.eye(x.shape[1])], axis=1)
    return row_losses(x, y).mean(), dx / len(y)
