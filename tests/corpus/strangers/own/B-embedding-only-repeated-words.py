import numpy as np


def word_embedding_forward(idx, W):
    return W[idx], (idx, W.shape)

def word_embedding_backward(dout, cache):
    idx, shape = cache
    dW = np.zeros(shape)
    for v in range(shape[0]):
        hits = dout[idx == v]
        if len(hits) > 1:
            dW[v] = hits.sum(axis=0)
    return dW
