import numpy as np

def layernorm_forward(x, gamma, beta, ln_param=None):
    """forward propagation"""
    eps = (ln_param or {}).get("eps", 1e-5)
    mean = np.mean(x, axis=1)[:, None]
    std = np.sqrt(np.mean(x ** 2, axis=1) + eps)[:, None]
    xn = (x - mean) / std
    return gamma * xn + beta, (xn, std, gamma)

def layernorm_backward(dout, cache):
    """back propagation"""
    xn, std, gamma = cache
    dgamma = (dout * xn).sum(axis=0)
    dbeta = dout.sum(axis=0)
    dxh = dout * gamma
    D = dxh.shape[1]
    dx = (dxh - np.mean(dxh, axis=1, keepdims=True)
          - xn * np.sum(dxh * xn, axis=1, keepdims=True) / D) / std
    return dx, dgamma, dbeta
