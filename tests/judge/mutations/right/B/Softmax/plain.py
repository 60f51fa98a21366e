import numpy as np


def softmax_forward(x):
    scores = x - np.max(x, axis=1, keepdims=True)
    out = np.exp(scores)
    out /= np.sum(out, axis=1, keepdims=True)
    return out, out


def softmax_backward(dout, out):
    N, C = out.shape
    dx = np.zeros((N, C))
    for n in range(N):
        for k in range(C):
            for j in range(C):
                delta = 1.0 if j == k else 0.0
                dx[n, k] += dout[n, j] * out[n, j] * (delta - out[n, k])
    return dx
