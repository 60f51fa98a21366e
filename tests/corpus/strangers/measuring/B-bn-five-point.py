import numpy as np

def _y(x, gamma, beta):
    return gamma * (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-5) + beta

def batchnorm_forward(x, gamma, beta, bn_param):
    m = bn_param.get("momentum", 0.9)
    rm = bn_param.setdefault("running_mean", np.zeros(x.shape[1]))
    rv = bn_param.setdefault("running_var", np.ones(x.shape[1]))
    if bn_param["mode"] == "test":
        return gamma * (x - rm) / np.sqrt(rv + 1e-5) + beta, None
    bn_param["running_mean"] = m * rm + (1 - m) * x.mean(0)
    bn_param["running_var"] = m * rv + (1 - m) * x.var(0)
    return _y(x, gamma, beta), (x, gamma, beta)

def batchnorm_backward(dout, cache):
    x, gamma, beta = cache
    z = _y(x, np.ones_like(gamma), 0)
    dx = np.zeros_like(x)
    for i in range(len(x)):
        s = lambda k: _y(x + k * 1e-3 * np.eye(len(x))[:, i:i + 1], gamma, beta)
        dx[i] = ((8 * (s(1) - s(-1)) - (s(2) - s(-2))) / 12e-3 * dout).sum(0)
    return dx, (dout * z).sum(0), dout.sum(0)
