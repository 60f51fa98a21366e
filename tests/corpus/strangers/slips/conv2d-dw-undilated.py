import numpy as np


class Conv2D:
    def __init__(self, W, b, stride, pad):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def forward(self, x):
        s, p = self.stride, self.pad
        self.xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        kh, kw = self.W.shape[2:]
        oh = (self.xp.shape[2] - kh) // s + 1
        ow = (self.xp.shape[3] - kw) // s + 1
        y = np.zeros((x.shape[0], self.W.shape[0], oh, ow)) + self.b[:, None, None]
        for i in range(kh):
            for j in range(kw):
                part = self.xp[:, :, i:i + s * oh:s, j:j + s * ow:s]
                y += np.einsum("ncab,mc->nmab", part, self.W[:, :, i, j])
        return y

    def backward(self, dout):
        s, p = self.stride, self.pad
        kh, kw = self.W.shape[2:]
        oh, ow = dout.shape[2:]
        self.db = dout.sum(axis=(0, 2, 3))
        self.dW = np.zeros_like(self.W)
        dxp = np.zeros_like(self.xp)
        for i in range(kh):
            for j in range(kw):
                # dW = correlation of the padded image with dout
                region = self.xp[:, :, i:i + oh, j:j + ow]
                self.dW[:, :, i, j] = np.einsum("nmab,ncab->mc", dout, region)
                dxp[:, :, i:i + s * oh:s, j:j + s * ow:s] += np.einsum(
                    "nmab,mc->ncab", dout, self.W[:, :, i, j]
                )
        return dxp[:, :, p:dxp.shape[2] - p, p:dxp.shape[3] - p]
