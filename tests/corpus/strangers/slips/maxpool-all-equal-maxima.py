import numpy as np


class MaxPool:
    def __init__(self, pool_h, pool_w, stride):
        self.pool_h, self.pool_w, self.stride = pool_h, pool_w, stride

    def forward(self, x):
        self.x = x
        N, C, H, W = x.shape
        OH = (H - self.pool_h) // self.stride + 1
        OW = (W - self.pool_w) // self.stride + 1
        self.y = np.zeros((N, C, OH, OW))
        for i in range(OH):
            for j in range(OW):
                a, b = i * self.stride, j * self.stride
                self.y[:, :, i, j] = x[:, :, a:a + self.pool_h, b:b + self.pool_w].max(axis=(2, 3))
        return self.y

    def backward(self, dout):
        dx = np.zeros_like(self.x)
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                a, b = i * self.stride, j * self.stride
                win = self.x[:, :, a:a + self.pool_h, b:b + self.pool_w]
                mask = win == self.y[:, :, i, j][:, :, None, None]
                dx[:, :, a:a + self.pool_h, b:b + self.pool_w] += mask * dout[:, :, i, j][:, :, None, None]
        return dx
