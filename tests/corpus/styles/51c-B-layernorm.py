import numpy as np


def layernorm_forward(x, gamma, beta, ln_param):
    eps = ln_param.get('eps', 1e-5)
    s = np.sqrt(x.var(axis=1, keepdims=True) + eps)
    z = (x - x.mean(axis=1, keepdims=True)) / s
    return gamma * z + beta, (z, s, gamma)


def layernorm_backward(dout, cache):
    z, s, gamma = cache
    g = dout * gamma
    dx = (g - g.mean(1, keepdims=True) - z * (g * z).mean(1, keepdims=True)) / s
    return dx, (dout * z).sum(0), dout.sum(0)
