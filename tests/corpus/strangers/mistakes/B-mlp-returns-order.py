import numpy as np

def three_layer_perceptron_loss(x, y, w1, b1, w2, b2):
    N = len(x)
    hidden = 1 / (1 + np.exp(-(x.dot(w1) + b1)))
    scores = hidden.dot(w2) + b2
    scores -= scores.max(axis=1, keepdims=True)
    logZ = np.log(np.exp(scores).sum(axis=1))
    loss = np.mean(logZ - scores[range(N), y])
    dscores = np.exp(scores - logZ[:, None])
    dscores[range(N), y] -= 1
    dscores /= N
    dw2 = hidden.T.dot(dscores)
    db2 = dscores.sum(axis=0)
    dpre = dscores.dot(w2.T) * hidden * (1 - hidden)
    return loss, dw2, db2, x.T.dot(dpre), dpre.sum(axis=0)
