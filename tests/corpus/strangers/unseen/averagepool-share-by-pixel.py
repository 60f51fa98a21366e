import numpy as np


class AveragePool:
    def __init__(self, pool_h, pool_w, stride):
        self.pool_h, self.pool_w, self.stride = pool_h, pool_w, stride

    def forward(self, x):
        self.x = x
        N, C, H, W = x.shape
        OH = (H - self.pool_h) // self.stride + 1
        OW = (W - self.pool_w) // self.stride + 1
        out = np.zeros((N, C, OH, OW))
        for i in range(OH):
            for j in range(OW):
                out[:, :, i, j] = self.cut(x, i, j).mean(axis=(2, 3))
        return out

    def cut(self, a, i, j):
        top, left = i * self.stride, j * self.stride
        return a[:, :, top:top + self.pool_h, left:left + self.pool_w]

    def backward(self, dout):
        dx = np.zeros_like(self.x)
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                window = np.abs(self.cut(self.x, i, j))
                share = window / window.sum(axis=(2, 3), keepdims=True)
                self.cut(dx, i, j)[...] += share * dout[:, :, i, j][:, :, None, None]
        return dx
