import numpy as np

class Conv2D:
    def __init__(self, W, b, stride, pad):
        self.W = W
        self.b = b
        self.stride = stride
        self.pad = pad

    def _indices(self, H, Wd):
        KH, KW = self.W.shape[2:]
        OH = (H - KH) // self.stride
        out_w = (Wd - KW) // self.stride + 1
        rows = self.stride * np.arange(OH)[:, None] + np.arange(KH)     # (OH, KH)
        cols = self.stride * np.arange(out_w)[:, None] + np.arange(KW)     # (out_w, KW)
        return rows[:, None, :, None], cols[None, :, None, :]

    def forward(self, x):
        p = self.pad
        self.xp = np.zeros(x.shape[:2] + (x.shape[2] + 2 * p, x.shape[3] + 2 * p))
        self.xp[:, :, p:p + x.shape[2], p:p + x.shape[3]] = x
        self.ij = self._indices(*self.xp.shape[2:])
        self.P = self.xp[:, :, self.ij[0], self.ij[1]]                  # (N, C, OH, out_w, KH, KW)
        y = np.tensordot(self.P, self.W, ((1, 4, 5), (1, 2, 3)))
        return (y + self.b).transpose(0, 3, 1, 2)

    def backward(self, dout):
        p = self.pad
        self.db = dout.sum((0, 2, 3))
        self.dW = np.tensordot(dout, self.P, ((0, 2, 3), (0, 2, 3)))
        dP = np.tensordot(dout, self.W, (1, 0)).transpose(0, 3, 1, 2, 4, 5)
        dxp = np.zeros_like(self.xp)
        np.add.at(dxp, (slice(None), slice(None), self.ij[0], self.ij[1]), dP)
        H, Wd = dxp.shape[2] - 2 * p, dxp.shape[3] - 2 * p
        return dxp[:, :, p:p + H, p:p + Wd]
