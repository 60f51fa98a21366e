import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


class Conv2D:
    def __init__(self, W, b, stride, pad):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def forward(self, x):
        p, s = self.pad, self.stride
        self.shape = x.shape
        xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        self.padded = xp.shape
        self.win = sliding_window_view(xp, self.W.shape[2:], axis=(2, 3))[:, :, ::s, ::s]
        return np.einsum("ncabij,mcij->nmab", self.win, self.W) + self.b.reshape(1, -1, 1, 1)

    def backward(self, dout):
        self.db = dout.sum(axis=(0, 2, 3))
        self.dW = np.einsum("nmab,ncabij->mcij", dout, self.win)
        M, C, KH, KW = self.W.shape
        N, _, OH, OW = dout.shape
        p, s = self.pad, self.stride
        wide = np.zeros((N, M, self.padded[2] + KH - 1, self.padded[3] + KW - 1))
        wide[:, :, KH - 1:KH - 1 + s * OH:s, KW - 1:KW - 1 + s * OW:s] = dout
        views = sliding_window_view(wide, (KH, KW), axis=(2, 3))
        full = np.einsum("nmabij,mcij->ncab", views, self.W[:, :, ::-1])
        return full[:, :, p:p + self.shape[2], p:p + self.shape[3]]
