import numpy as np


def layernorm_forward(x, gamma, beta, ln_param={}):
    eps = ln_param.get("eps", 1e-5)
    mu = x.mean(axis=1, keepdims=True)
    xmu = x - mu
    var = np.mean(xmu**2, axis=1, keepdims=True)
    sqrtvar = np.sqrt(var + eps)
    xhat = xmu / sqrtvar
    out = gamma * xhat + beta
    return out, (xhat, gamma, xmu, sqrtvar)


def layernorm_backward(dout, cache):
    xhat, gamma, xmu, sqrtvar = cache
    D = dout.shape[1]
    dbeta = np.sum(dout, axis=0)
    dgamma = np.sum(dout * xhat, axis=0)
    dxhat = dout * gamma
    divar = np.sum(dxhat * xmu, axis=1, keepdims=True)
    dxmu1 = dxhat / sqrtvar
    dvar = -0.5 * divar / sqrtvar**3
    dxmu2 = 2 * xmu * dvar / D
    dx1 = dxmu1 + dxmu2
    dmu = -np.sum(dx1, axis=1, keepdims=True)
    dx = dx1 + dmu / D
    return dx, dgamma, dbeta
