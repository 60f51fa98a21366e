import numpy as np


def softmax_loss(x, y):
    num_train, num_classes = x.shape
    loss = 0.0
    dx = np.zeros_like(x)
    for i in range(num_train):
        f = x[i] - np.max(x[i])
        p = np.exp(f) / np.sum(np.exp(f))
        loss += np.log(np.sum(np.exp(f))) - f[y[i]]
        for k in range(num_classes):
            dx[i, k] = p[k] - (k == y[i])
    return loss / num_train, dx / num_train
