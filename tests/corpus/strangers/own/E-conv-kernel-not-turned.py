import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


class Conv2D:
    def __init__(self, C, M, KH, KW, stride, pad):
        self.params = {"weight": np.random.randn(M, C, KH, KW), "bias": np.zeros(M)}
        self.grads = {"weight": np.zeros((M, C, KH, KW)), "bias": np.zeros(M)}
        self.s, self.p = stride, pad

    def forward(self, x):
        w = self.params["weight"]
        p, s = self.p, self.s
        self.in_shape = x.shape
        xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        self.pad_shape = xp.shape
        self.win = sliding_window_view(xp, w.shape[2:], axis=(2, 3))[:, :, ::s, ::s]
        y = np.tensordot(self.win, w, axes=([1, 4, 5], [1, 2, 3]))
        return y.transpose(0, 3, 1, 2) + self.params["bias"][:, None, None]

    def backward(self, dout):
        w = self.params["weight"]
        M, C, KH, KW = w.shape
        N, _, OH, OW = dout.shape
        s, p = self.s, self.p
        self.grads["bias"] = dout.sum(axis=(0, 2, 3))
        self.grads["weight"] = np.tensordot(dout, self.win, axes=([0, 2, 3], [0, 2, 3]))
        # dout を stride だけ広げて、周りを 0 で囲む
        wide = np.zeros((N, M, self.pad_shape[2] + KH - 1, self.pad_shape[3] + KW - 1))
        wide[:, :, KH - 1:KH - 1 + s * OH:s, KW - 1:KW - 1 + s * OW:s] = dout
        kernel = w
        win = sliding_window_view(wide, (KH, KW), axis=(2, 3))
        dxp = np.einsum("nmabij,mcij->ncab", win, kernel)
        return dxp[:, :, p:p + self.in_shape[2], p:p + self.in_shape[3]]
