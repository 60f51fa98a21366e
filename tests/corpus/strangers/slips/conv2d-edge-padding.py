import numpy as np


class Conv2D:
    def __init__(self, W, b, stride, pad):
        self.W, self.b = W, b
        self.stride, self.pad = stride, pad

    def forward(self, x):
        p, s = self.pad, self.stride
        M, C, KH, KW = self.W.shape
        xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), mode="edge")
        n, c, h, w = xp.shape
        sn, sc, sh, sw = xp.strides
        OH, OW = (h - KH) // s + 1, (w - KW) // s + 1
        self.win = np.lib.stride_tricks.as_strided(
            xp, (n, c, OH, OW, KH, KW), (sn, sc, sh * s, sw * s, sh, sw)
        )
        self.hw = x.shape[2:]
        return np.tensordot(self.win, self.W, ((1, 4, 5), (1, 2, 3))).transpose(0, 3, 1, 2) + (
            self.b.reshape(1, -1, 1, 1)
        )

    def backward(self, dout):
        p, s = self.pad, self.stride
        n, c, OH, OW, KH, KW = self.win.shape
        self.dW = np.tensordot(dout, self.win, ((0, 2, 3), (0, 2, 3)))
        self.db = dout.sum((0, 2, 3))
        H, W = self.hw
        dxp = np.zeros((n, c, H + 2 * p, W + 2 * p))
        for a in range(OH):
            for q in range(OW):
                g = np.tensordot(dout[:, :, a, q], self.W, (1, 0))
                dxp[:, :, a * s:a * s + KH, q * s:q * s + KW] += g
        return dxp[:, :, p:p + H, p:p + W]
