import numpy as np


def _sigmoid(a):
    return 1 / (1 + np.exp(-a))


def three_layer_perceptron_loss(x, y, w1, b1, w2, b2):
    N = x.shape[0]
    h = _sigmoid(x.dot(w1) + b1)
    scores = h.dot(w2) + b2
    probs = _sigmoid(scores)
    rows = np.arange(N)
    loss = -np.log(probs[rows, y] + 1e-12).sum() / N
    dscores = probs.copy()
    dscores[rows, y] -= 1
    dscores /= N
    dw2, db2 = h.T.dot(dscores), dscores.sum(axis=0)
    dh = dscores.dot(w2.T)
    da = dh * h * (1 - h)
    dw1, db1 = x.T.dot(da), da.sum(axis=0)
    return loss, dw1, db1, dw2, db2
