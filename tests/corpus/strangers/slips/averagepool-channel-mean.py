import numpy as np


def avg_pool_forward(x, pool_param):
    ph, pw = pool_param["pool_height"], pool_param["pool_width"]
    stride = pool_param["stride"]
    N, C, H, W = x.shape
    OH = 1 + (H - ph) // stride
    OW = 1 + (W - pw) // stride
    out = np.zeros((N, C, OH, OW))
    for i in range(OH):
        for j in range(OW):
            win = x[:, :, i * stride:i * stride + ph, j * stride:j * stride + pw]
            out[:, :, i, j] = np.mean(win, axis=(1, 2, 3))[:, None]
    return out, (x.shape, ph, pw, stride)


def avg_pool_backward(dout, cache):
    shape, ph, pw, stride = cache
    dx = np.zeros(shape)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            g = dout[:, :, i, j] / (ph * pw)
            dx[:, :, i * stride:i * stride + ph, j * stride:j * stride + pw] += g[:, :, None, None]
    return dx
