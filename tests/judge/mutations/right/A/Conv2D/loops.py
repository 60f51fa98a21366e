import numpy as np


class Conv2D:
    def __init__(self, W, b, stride, pad):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def forward(self, x):
        p, s = self.pad, self.stride
        self.x = x
        self.xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), mode="constant")
        M, _, KH, KW = self.W.shape
        OH = (self.xp.shape[2] - KH) // s + 1
        OW = (self.xp.shape[3] - KW) // s + 1
        y = np.zeros((x.shape[0], M, OH, OW))
        for n in range(x.shape[0]):
            for m in range(M):
                for i in range(OH):
                    for j in range(OW):
                        window = self.xp[n, :, i * s : i * s + KH, j * s : j * s + KW]
                        y[n, m, i, j] = np.sum(window * self.W[m]) + self.b[m]
        return y

    def backward(self, dout):
        p, s = self.pad, self.stride
        N, M, OH, OW = dout.shape
        _, _, KH, KW = self.W.shape
        self.dW = np.zeros_like(self.W)
        self.db = np.zeros_like(self.b)
        dxp = np.zeros_like(self.xp)
        for n in range(N):
            for m in range(M):
                for i in range(OH):
                    for j in range(OW):
                        g = dout[n, m, i, j]
                        window = self.xp[n, :, i * s : i * s + KH, j * s : j * s + KW]
                        self.dW[m] += g * window
                        self.db[m] += g
                        dxp[n, :, i * s : i * s + KH, j * s : j * s + KW] += g * self.W[m]
        H, W = self.x.shape[2:]
        return dxp[:, :, p : p + H, p : p + W]
