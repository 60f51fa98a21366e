import numpy as np

def max_pool_forward(x, pool_param):
    """forward propagation"""
    N, C, H, W = x.shape
    hp, wp, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    Ho = 1 + (H - hp) // s
    Wo = 1 + (W - wp) // s
    out = np.zeros((N, C, Ho, Wo))
    for i in range(Ho):
        for j in range(Wo):
            out[:, :, i, j] = np.max(x[:, :, i * s:i * s + hp, j * s:j * s + wp], axis=(2, 3))
    return out, (x, pool_param)

def max_pool_backward(dout, cache):
    """back propagation"""
    x, pool_param = cache
    hp, wp, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    dx = np.zeros_like(x)
    N, C, Ho, Wo = dout.shape
    for n in range(N):
        for c in range(C):
            for i in range(Ho):
                for j in range(Wo):
                    block = x[n, c, i * s:i * s + hp, j * s:j * s + wp]
                    r, q = np.unravel_index(np.argmax(block), block.shape)
                    dx[n, c, i * s + r, j * s + q] += 1.0
    return dx
