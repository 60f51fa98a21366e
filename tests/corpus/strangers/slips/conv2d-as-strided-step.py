import numpy as np
from numpy.lib.stride_tricks import as_strided


class Conv2D:
    def __init__(self, W, b, stride, pad):
        self.W = W
        self.b = b
        self.stride = stride
        self.pad = pad

    def view(self, xp):
        """(N, C, OH, OW, KH, KW)"""
        KH, KW = self.W.shape[2:]
        N, C, H, W = xp.shape
        s = self.stride
        sn, sc, sh, sw = xp.strides
        shape = (N, C, (H - KH) // s + 1, (W - KW) // s + 1, KH, KW)
        return as_strided(xp, shape, (sn, sc, sh, sw * s, sh, sw))

    def forward(self, x):
        p = self.pad
        self.xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        self.cols = self.view(self.xp).copy()
        y = np.einsum("ncabij,mcij->nmab", self.cols, self.W)
        return y + self.b[None, :, None, None]

    def backward(self, dout):
        self.dW = np.einsum("nmab,ncabij->mcij", dout, self.cols)
        self.db = np.einsum("nmab->m", dout)
        dcols = np.einsum("nmab,mcij->ncabij", dout, self.W)
        dxp = np.zeros_like(self.xp)
        s, p = self.stride, self.pad
        for a in range(dout.shape[2]):
            for q in range(dout.shape[3]):
                KH, KW = self.W.shape[2:]
                dxp[:, :, a * s:a * s + KH, q * s:q * s + KW] += dcols[:, :, a, q]
        return dxp[:, :, p:dxp.shape[2] - p, p:dxp.shape[3] - p]
