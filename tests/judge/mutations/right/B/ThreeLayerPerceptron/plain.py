import numpy as np


def three_layer_perceptron_loss(x, y, w1, b1, w2, b2):
    N = x.shape[0]
    hidden = 1 / (1 + np.exp(-(x.dot(w1) + b1)))
    scores = hidden.dot(w2) + b2
    scores -= scores.max(axis=1, keepdims=True)
    probs = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.log(np.maximum(probs[np.arange(N), y], 1e-30)).sum() / N

    dscores = probs
    dscores[np.arange(N), y] -= 1
    dscores /= N
    dw2 = hidden.T.dot(dscores)
    db2 = dscores.sum(axis=0)
    dhidden = dscores.dot(w2.T) * hidden * (1 - hidden)
    dw1 = x.T.dot(dhidden)
    db1 = dhidden.sum(axis=0)
    return loss, dw1, db1, dw2, db2
