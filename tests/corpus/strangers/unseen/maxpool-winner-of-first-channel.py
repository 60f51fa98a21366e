import numpy as np


class MaxPool:
    def __init__(self, pool_h, pool_w, stride):
        self.pool_h = pool_h
        self.pool_w = pool_w
        self.stride = stride

    def forward(self, x):
        self.x = x
        N, C, H, W = x.shape
        OH = (H - self.pool_h) // self.stride + 1
        OW = (W - self.pool_w) // self.stride + 1
        out = np.empty((N, C, OH, OW))
        for i in range(OH):
            for j in range(OW):
                out[:, :, i, j] = self._window(x, i, j).reshape(N, C, -1).max(axis=2)
        return out

    def _window(self, x, i, j):
        a, b = i * self.stride, j * self.stride
        return x[:, :, a:a + self.pool_h, b:b + self.pool_w]

    def backward(self, dout):
        N, C, OH, OW = dout.shape
        dx = np.zeros(self.x.shape)
        for n in range(N):
            for i in range(OH):
                for j in range(OW):
                    best = self._window(self.x, i, j)[n, 0].argmax()
                    u, v = divmod(best, self.pool_w)
                    for c in range(C):
                        dx[n, c, i * self.stride + u, j * self.stride + v] += dout[n, c, i, j]
        return dx
