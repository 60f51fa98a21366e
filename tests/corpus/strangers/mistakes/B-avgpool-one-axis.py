import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

def avg_pool_forward(x, pool_param):
    ph, pw, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    block = sliding_window_view(x, (ph, pw), axis=(2, 3))[:, :, ::s, ::s]
    return block.mean(axis=(-1, -2)), (x.shape, pool_param)

def avg_pool_backward(dout, cache):
    shape, pool_param = cache
    ph, pw, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    dx = np.zeros(shape)
    d = dout / pw
    for r in range(dout.shape[2]):
        for c in range(dout.shape[3]):
            dx[:, :, r * s:r * s + ph, c * s:c * s + pw] += d[:, :, r, c][..., None, None]
    return dx
