import numpy as np

def word_embedding_forward(idx, W):
    # forward pass
    return W[idx, :], (idx, W.shape)

def word_embedding_backward(dout, cache):
    # backward pass
    idx, (V, D) = cache
    flat = dout.reshape(-1, D)
    cols = [np.bincount(idx.ravel(), weights=flat[:, d], minlength=V) for d in range(D)]
    return -np.stack(cols, axis=1)
