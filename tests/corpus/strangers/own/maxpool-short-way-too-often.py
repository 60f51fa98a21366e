import numpy as np


class MaxPool:
    def __init__(self, pool_h, pool_w, stride):
        self.ph, self.pw, self.s = pool_h, pool_w, stride

    def forward(self, x):
        N, C, H, W = x.shape
        self.x = x
        self.tiles = H % self.ph == 0 and W % self.pw == 0
        if self.tiles:
            self.blocks = x.reshape(N, C, H // self.ph, self.ph, W // self.pw, self.pw)
            return self.blocks.max(axis=(3, 5))
        oh, ow = (H - self.ph) // self.s + 1, (W - self.pw) // self.s + 1
        y = np.zeros((N, C, oh, ow))
        for i in range(oh):
            for j in range(ow):
                y[:, :, i, j] = self._cut(x, i, j).max(axis=(2, 3))
        return y

    def _cut(self, a, i, j):
        return a[:, :, i * self.s:i * self.s + self.ph, j * self.s:j * self.s + self.pw]

    def backward(self, dout):
        if self.tiles:
            hit = self.blocks == self.blocks.max(axis=(3, 5), keepdims=True)
            hit = hit / hit.sum(axis=(3, 5), keepdims=True)
            return (hit * dout[:, :, :, None, :, None]).reshape(self.x.shape)
        dx = np.zeros(self.x.shape)
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                w = self._cut(self.x, i, j)
                hit = w == w.max(axis=(2, 3), keepdims=True)
                hit = hit / hit.sum(axis=(2, 3), keepdims=True)
                cut = self._cut(dx, i, j)
                cut += hit * dout[:, :, i, j, None, None]
        return dx
