import numpy as np


class AveragePool:
    def __init__(self, pool_h, pool_w, stride):
        self.pool_h, self.pool_w, self.stride = pool_h, pool_w, stride

    def windows(self, H, W):
        for i in range(H // self.pool_h):
            for j in range(W // self.pool_w):
                rows = slice(i * self.pool_h, (i + 1) * self.pool_h)
                cols = slice(j * self.pool_w, (j + 1) * self.pool_w)
                yield i, j, rows, cols

    def forward(self, x):
        N, C, H, W = self.shape = x.shape
        y = np.zeros((N, C, H // self.pool_h, W // self.pool_w))
        for i, j, rows, cols in self.windows(H, W):
            y[:, :, i, j] = np.mean(x[:, :, rows, cols], axis=(2, 3))
        return y

    def backward(self, dout):
        dx = np.zeros(self.shape)
        area = self.pool_h * self.pool_w
        for i, j, rows, cols in self.windows(*self.shape[2:]):
            dx[:, :, rows, cols] += dout[:, :, i, j][:, :, None, None] / area
        return dx
