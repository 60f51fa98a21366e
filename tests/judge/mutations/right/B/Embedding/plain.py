import numpy as np


def word_embedding_forward(idx, W):
    out = W[idx, :]
    cache = idx, W
    return out, cache


def word_embedding_backward(dout, cache):
    idx, W = cache
    dW = np.zeros_like(W)
    np.add.at(dW, idx, dout)
    return dW
