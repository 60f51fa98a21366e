import numpy as np


def attention_forward(Q, K, V):
    scale = np.sqrt(Q.shape[-1])
    scores = Q @ np.swapaxes(K, -1, -2) / scale
    e = np.exp(scores - scores.max(-1, keepdims=True))
    weights = e / e.sum(-1, keepdims=True)
    cache = (Q, K, V, scores, weights, scale)
    return weights @ V, cache


def attention_backward(dout, cache):
    Q, K, V, scores, weights, scale = cache
    dV = np.swapaxes(scores, -1, -2) @ dout
    dweights = dout @ np.swapaxes(V, -1, -2)
    inner = (dweights * weights).sum(-1, keepdims=True)
    dscores = weights * (dweights - inner) / scale
    dQ = dscores @ K
    dK = np.swapaxes(dscores, -1, -2) @ Q
    return dQ, dK, dV
