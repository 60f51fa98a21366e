import numpy as np

def layernorm_forward(x, gamma, beta, ln_param=None):
    eps = (ln_param or {}).get("eps", 1e-5)
    mean = np.mean(x, axis=1)[:, None]
    std = np.sqrt(np.mean((x - mean) ** 2, axis=1) + eps)[:, None]
    x_hat = (x - mean) / std
    return gamma * x_hat + beta, (x_hat, std, gamma)

def layernorm_backward(dout, cache):
    x_hat, std, gamma = cache
    dgamma = (dout * gamma * x_hat).sum(axis=0)
    dbeta = dout.sum(axis=0)
    dnorm = dout * gamma
    D = dnorm.shape[1]
    dx = (dnorm - np.mean(dnorm, axis=1, keepdims=True)
          - x_hat * np.sum(dnorm * x_hat, axis=1, keepdims=True) / D) / std
    return dx, dgamma, dbeta
