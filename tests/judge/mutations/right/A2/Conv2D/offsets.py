import numpy as np


class Conv2D:
    def __init__(self, W, b, stride, pad):
        self.params = [W, b]
        self.grads = [np.zeros_like(W), np.zeros_like(b)]
        self.stride, self.pad = stride, pad

    def forward(self, x):
        W, b = self.params
        p, s = self.pad, self.stride
        N, C, H, Wd = x.shape
        M, _, KH, KW = W.shape
        self.xp = np.zeros((N, C, H + 2 * p, Wd + 2 * p))
        self.xp[:, :, p : p + H, p : p + Wd] = x
        OH = (H + 2 * p - KH) // s + 1
        OW = (Wd + 2 * p - KW) // s + 1
        out = np.zeros((N, M, OH, OW))
        for i in range(OH):
            for j in range(OW):
                patch = self.xp[:, :, i * s : i * s + KH, j * s : j * s + KW]
                out[:, :, i, j] = np.tensordot(patch, W, axes=([1, 2, 3], [1, 2, 3])) + b
        return out

    def backward(self, dout):
        W, b = self.params
        p, s = self.pad, self.stride
        M, _, KH, KW = W.shape
        dW, dxp = np.zeros_like(W), np.zeros_like(self.xp)
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                g = dout[:, :, i, j]
                patch = self.xp[:, :, i * s : i * s + KH, j * s : j * s + KW]
                dW += np.tensordot(g, patch, axes=([0], [0]))
                dxp[:, :, i * s : i * s + KH, j * s : j * s + KW] += np.tensordot(g, W, axes=1)
        self.grads[0][...] = dW
        self.grads[1][...] = dout.sum(axis=(0, 2, 3))
        H, Wd = dxp.shape[2] - 2 * p, dxp.shape[3] - 2 * p
        return dxp[:, :, p : p + H, p : p + Wd]
