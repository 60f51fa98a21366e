import numpy as np


class Conv2D:
    def __init__(self, W, b, stride, pad):
        self.W = W
        self.b = b
        self.stride = stride
        self.pad = pad

    def forward(self, x):
        N, C, H, Wd = x.shape
        M, _, KH, KW = self.W.shape
        s, p = self.stride, self.pad
        self.xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), mode="constant")
        OH = 1 + (H + 2 * p - KH) // s
        OW = 1 + (Wd + 2 * p - KW) // s
        y = np.zeros((N, M, OH, OW))
        for n in range(N):
            for m in range(M):
                for i in range(OH):
                    for j in range(OW):
                        window = self.xp[n, :, i * s:i * s + KH, j * s:j * s + KW]
                        y[n, m, i, j] = np.sum(window * self.W[m]) + self.b[m]
        return y

    def backward(self, dout):
        N, M, OH, OW = dout.shape
        _, _, KH, KW = self.W.shape
        s, p = self.stride, self.pad
        dxp = np.zeros_like(self.xp)
        self.dW = np.zeros_like(self.W)
        self.db = dout.sum(axis=(0, 2, 3))
        for n in range(N):
            for m in range(M):
                for i in range(OH):
                    for j in range(OW):
                        d = dout[n, m, i, j]
                        self.dW[m] += d * self.xp[n, :, i * s:i * s + KH, j * s:j * s + KW]
                        dxp[n, :, i * s:i * s + KH, j * s:j * s + KW] += d * self.W[m]
        return dxp[:, :, p:-p, p:-p]
