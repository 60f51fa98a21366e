import numpy as np


class Conv2D:
    def __init__(self, W, b, stride=1, pad=0):
        self.W = W
        self.b = b
        self.stride = stride
        self.pad = pad
        self.x = None
        self.col = None
        self.dW = None
        self.db = None

    def _slices(self, i, j, OH, OW):
        s = self.stride
        return slice(i, i + s * OH, s), slice(j, j + s * OW, s)

    def forward(self, x):
        M, C, KH, KW = self.W.shape
        N, _, H, W = x.shape
        p = self.pad
        self.x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        OH = (H + 2 * p - KH) // self.stride + 1
        OW = (W + 2 * p - KW) // self.stride + 1
        col = np.empty((N, OH, OW, C, KH, KW))
        for i in range(KH):
            for j in range(KW):
                a, c = self._slices(i, j, OH, OW)
                col[:, :, :, :, i, j] = self.x[:, :, a, c].transpose(0, 2, 3, 1)
        self.col = col.reshape(N * OH * OW, C * KH * KW)
        out = np.dot(self.col, self.W.reshape(M, -1).T) + self.b
        return out.reshape(N, M, OH, OW)

    def backward(self, dout):
        M, C, KH, KW = self.W.shape
        N, _, OH, OW = dout.shape
        d = dout.transpose(0, 2, 3, 1).reshape(-1, M)
        self.db = np.sum(d, axis=0)
        self.dW = np.dot(d.T, self.col).reshape(M, C, KH, KW)
        dcol = np.dot(d, self.W.reshape(M, -1)).reshape(N, OH, OW, C, KH, KW)
        dx = np.zeros(self.x.shape)
        for i in range(KH):
            for j in range(KW):
                a, c = self._slices(i, j, OH, OW)
                dx[:, :, a, c] += dcol[:, :, :, :, i, j].transpose(0, 3, 1, 2)
        p = self.pad
        return dx[:, :, p:dx.shape[2] - p, p:dx.shape[3] - p]
