import numpy as np


class MaxPool:
    def __init__(self, pool_h, pool_w, stride):
        self.pool_h, self.pool_w, self.stride = pool_h, pool_w, stride

    def forward(self, x):
        self.x = x
        N, C, H, W = x.shape
        s = self.stride
        OH = 1 + (H - self.pool_h) // s
        OW = 1 + (W - self.pool_w) // s
        y = np.zeros((N, C, OH, OW))
        for i in range(OH):
            for j in range(OW):
                window = x[:, :, i * s : i * s + self.pool_h, j * s : j * s + self.pool_w]
                y[:, :, i, j] = window.max(axis=(2, 3))
        return y

    def backward(self, dout):
        dx = np.zeros_like(self.x)
        s = self.stride
        N, C, OH, OW = dout.shape
        for n in range(N):
            for c in range(C):
                for i in range(OH):
                    for j in range(OW):
                        window = self.x[
                            n, c, i * s : i * s + self.pool_h, j * s : j * s + self.pool_w
                        ]
                        a, b = np.unravel_index(window.argmax(), window.shape)
                        dx[n, c, i * s + a, j * s + b] += dout[n, c, i, j]
        return dx
