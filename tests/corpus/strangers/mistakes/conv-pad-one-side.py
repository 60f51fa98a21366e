import numpy as np

class Conv2D:
    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def forward(self, x):
        N, C, H, Wd = x.shape
        M, _, KH, KW = self.W.shape
        s, p = self.stride, self.pad
        self.hw = (H, Wd)
        self.xp = np.zeros((N, C, H + 2 * p, Wd + 2 * p))
        self.xp[:, :, :H, :Wd] = x
        oh, ow = (H + 2 * p - KH) // s + 1, (Wd + 2 * p - KW) // s + 1
        y = np.zeros((N, M, oh, ow))
        for i in range(oh):
            for j in range(ow):
                y[:, :, i, j] = np.einsum("ncij,mcij->nm", self.xp[:, :, i*s:i*s+KH, j*s:j*s+KW], self.W) + self.b
        return y

    def backward(self, dout):
        KH, KW = self.W.shape[2:]
        s = self.stride
        self.db = dout.sum(axis=(0, 2, 3))
        self.dW = np.zeros_like(self.W)
        dxp = np.zeros_like(self.xp)
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                g = dout[:, :, i, j]
                win = (slice(None), slice(None), slice(i*s, i*s+KH), slice(j*s, j*s+KW))
                self.dW += np.einsum("nm,ncij->mcij", g, self.xp[win])
                dxp[win] += np.einsum("nm,mcij->ncij", g, self.W)
        return dxp[:, :, :self.hw[0], :self.hw[1]]
