import numpy as np


def normalise_columns(x):
    mu = x.mean(axis=0)
    std = np.sqrt(x.var(axis=0) + 1e-6)
    return (x - mu) / std, std


def layernorm_forward(x, gamma, beta, ln_param):
    z, std = normalise_columns(x.T)
    z = z.T
    out = gamma * z + beta
    return out, (z, std, gamma)


def layernorm_backward(dout, cache):
    z, std, gamma = cache
    dgamma = np.sum(dout * z, axis=0)
    dbeta = np.sum(dout, axis=0)
    g = (dout * gamma).T
    zt = z.T
    dx = (g - g.mean(axis=0) - zt * (g * zt).mean(axis=0)) / std
    return dx, dgamma, dbeta
