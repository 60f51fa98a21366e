import numpy as np


def word_embedding_forward(idx, W):
    out = W[idx]
    return out, (idx, W.shape)


def word_embedding_backward(dout, cache):
    idx, shape = cache
    dW = np.zeros(shape)
    words = idx.ravel()
    d = dout.reshape(len(words), -1)
    for position, word in enumerate(words):
        dW[position] += d[word]
    return dW
