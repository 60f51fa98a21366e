import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode, momentum, eps = bn_param["mode"], bn_param["momentum"], 1e-5
    D = x.shape[1]
    running_mean = bn_param.get("running_mean", np.zeros(D))
    running_var = bn_param.get("running_var", np.zeros(D))
    if mode == "train":
        mean, var = x.mean(axis=0), x.var(axis=0)
        xn = (x - mean) / np.sqrt(var + eps)
        running_mean = running_mean * momentum + mean
        running_var = running_var * momentum + var * (1 - momentum)
        cache = (xn, gamma, 1 / np.sqrt(var + eps))
    else:
        xn = (x - running_mean) / np.sqrt(running_var + eps)
        cache = None
    bn_param["running_mean"] = running_mean
    bn_param["running_var"] = running_var
    return gamma * xn + beta, cache

def batchnorm_backward(dout, cache):
    xn, gamma, istd = cache
    dg = np.sum(dout * xn, axis=0)
    db = np.sum(dout, axis=0)
    dx = gamma * istd * (dout - db / len(dout) - xn * dg / len(dout))
    return dx, dg, db
