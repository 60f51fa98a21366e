import numpy as np


class AveragePool:
    def __init__(self, pool_h, pool_w, stride):
        self.pool_h = pool_h
        self.pool_w = pool_w
        self.stride = stride

    def forward(self, x):
        self.x_shape = x.shape
        N, C, H, W = x.shape
        OH = (H - self.pool_h) // self.stride + 1
        OW = (W - self.pool_w) // self.stride + 1
        y = np.zeros((N, C, OH, OW))
        for i in range(OH):
            for j in range(OW):
                hs, ws = i * self.stride, j * self.stride
                y[:, :, i, j] = x[:, :, hs:hs + self.pool_h, ws:ws + self.pool_w].mean(axis=(2, 3))
        return y

    def backward(self, dout):
        dx = np.zeros(self.x_shape)
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                hs, ws = i * self.stride, j * self.stride
                dx[:, :, hs:hs + self.pool_h, ws:ws + self.pool_w] += dout[:, :, i, j, None, None]
        return dx
