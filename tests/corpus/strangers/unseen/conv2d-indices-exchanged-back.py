import numpy as np


class Conv2D:
    def __init__(self, W, b, stride, pad):
        self.W = W
        self.b = b
        self.s = stride
        self.p = pad

    def forward(self, x):
        self.x = x
        M, C, KH, KW = self.W.shape
        self.xp = np.pad(x, ((0, 0), (0, 0), (self.p, self.p), (self.p, self.p)))
        OH = (self.xp.shape[2] - KH) // self.s + 1
        OW = (self.xp.shape[3] - KW) // self.s + 1
        y = np.zeros((x.shape[0], M, OH, OW))
        for a in range(OH):
            for b in range(OW):
                win = self.xp[:, :, a * self.s:a * self.s + KH, b * self.s:b * self.s + KW]
                y[:, :, a, b] = np.tensordot(win, self.W, axes=([1, 2, 3], [1, 2, 3])) + self.b
        return y

    def backward(self, dout):
        M, C, KH, KW = self.W.shape
        N, _, OH, OW = dout.shape
        dxp = np.zeros(self.xp.shape)
        self.dW = np.zeros(self.W.shape)
        self.db = dout.sum((0, 2, 3))
        for a in range(OH):
            for b in range(OW):
                r, c = b * self.s, a * self.s
                g = dout[:, :, a, b]
                win = self.xp[:, :, a * self.s:a * self.s + KH, b * self.s:b * self.s + KW]
                self.dW += np.tensordot(g, win, axes=([0], [0]))
                part = np.tensordot(g, self.W, axes=([1], [0]))
                h, w = dxp[0, 0, r:r + KH, c:c + KW].shape
                dxp[:, :, r:r + KH, c:c + KW] += part[:, :, :h, :w]
        H, Wd = self.x.shape[2:]
        return dxp[:, :, self.p:self.p + H, self.p:self.p + Wd]
