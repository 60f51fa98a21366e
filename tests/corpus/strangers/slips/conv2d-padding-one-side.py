import numpy as np


def conv_forward(x, w, b, conv_param):
    stride, pad = conv_param["stride"], conv_param["pad"]
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    xp = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    xp[:, :, 2 * pad:, 2 * pad:] = x
    OH = (H + 2 * pad - KH) // stride + 1
    OW = (W + 2 * pad - KW) // stride + 1
    cols = np.lib.stride_tricks.sliding_window_view(xp, (KH, KW), axis=(2, 3))
    cols = cols[:, :, ::stride, ::stride]
    out = np.einsum("ncabij,fcij->nfab", cols, w) + b.reshape(1, F, 1, 1)
    assert out.shape == (N, F, OH, OW)
    return out, (xp, cols, w, stride, pad)


def conv_backward(dout, cache):
    xp, cols, w, stride, pad = cache
    dw = np.einsum("nfab,ncabij->fcij", dout, cols)
    db = dout.sum(axis=(0, 2, 3))
    dxp = np.zeros(xp.shape)
    OH, OW = dout.shape[2:]
    for i in range(w.shape[2]):
        for j in range(w.shape[3]):
            piece = np.einsum("nfab,fc->ncab", dout, w[:, :, i, j])
            dxp[:, :, i:i + stride * OH:stride, j:j + stride * OW:stride] += piece
    H, W = xp.shape[2] - 2 * pad, xp.shape[3] - 2 * pad
    dx = dxp[:, :, pad:pad + H, pad:pad + W]
    return dx, dw, db
