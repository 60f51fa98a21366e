import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    if bn_param["mode"] == "test":
        std = np.sqrt(bn_param["running_var"] + 1e-6)
        return gamma * (x - bn_param["running_mean"]) / std + beta, None
    m = bn_param["momentum"]
    mu = np.mean(x, axis=0)
    xmu = x - mu
    var = np.mean(xmu**2, axis=0)
    ivar = 1.0 / np.sqrt(var + 1e-6)
    xhat = xmu * ivar
    old_mean = bn_param.setdefault("running_mean", np.zeros(x.shape[1]))
    old_var = bn_param.setdefault("running_var", np.ones(x.shape[1]))
    bn_param["running_mean"] = m * old_mean + (1 - m) * mu
    bn_param["running_var"] = m * old_var + (1 - m) * var
    return gamma * xhat + beta, (gamma, xhat, xmu, ivar)


def batchnorm_backward(dout, cache):
    gamma, xhat, xmu, ivar = cache
    N = len(dout)
    dbeta = np.sum(dout, axis=0)
    dgamma = np.sum(dout * xhat, axis=0)
    dxhat = dout * gamma
    dxmu = dxhat * ivar
    divar = np.sum(dxhat * xmu, axis=0)
    dvar = -0.5 * ivar**3 * divar
    dxmu += 2.0 / N * xmu * dvar
    dmu = -np.sum(dxmu, axis=0)
    dx = dxmu + dmu / N
    return dx, dgamma, dbeta
