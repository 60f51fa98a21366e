import numpy as np

class Conv2D:
    def __init__(self, W, b, stride=1, pad=0):
        self.W = W
        self.b = b
        self.stride = stride
        self.pad = pad

    def forward(self, x):
        # 授業の式の通り
        N, C, H, Wd = x.shape
        M, _, KH, KW = self.W.shape
        s, p = self.stride, self.pad
        OH = (H + 2 * p - KH) // s + 1
        OW = (Wd + 2 * p - KW) // s + 1
        self.x = x
        self.xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        y = np.zeros((N, M, OH, OW))
        for i in range(OH):
            for j in range(OW):
                patch = self.xp[:, :, i * s:i * s + KH, j * s:j * s + KW]
                y[:, :, i, j] = np.tensordot(patch, self.W, axes=([1, 2, 3], [1, 2, 3]))
        return y

    def backward(self, dout):
        # 連鎖律
        N, M, OH, OW = dout.shape
        _, C, KH, KW = self.W.shape
        s, p = self.stride, self.pad
        H, Wd = self.x.shape[2:]
        dxp = np.zeros_like(self.xp)
        self.dW = np.zeros_like(self.W)
        self.db = dout.sum(axis=(0, 2, 3))
        for i in range(OH):
            for j in range(OW):
                patch = self.xp[:, :, i * s:i * s + KH, j * s:j * s + KW]
                d = dout[:, :, i, j]
                self.dW += np.tensordot(d, patch, axes=(0, 0))
                dxp[:, :, i * s:i * s + KH, j * s:j * s + KW] += np.tensordot(d, self.W, axes=(1, 0))
        return dxp[:, :, p:p + H, p:p + Wd]
