import numpy as np


class MaxPool:
    def __init__(self, pool_h, pool_w, stride):
        self.pool_h = pool_h
        self.pool_w = pool_w
        self.stride = stride

    def forward(self, x):
        self.shape = x.shape
        N, C, H, W = x.shape
        OH = (H - self.pool_h) // self.stride + 1
        OW = (W - self.pool_w) // self.stride + 1
        out = np.zeros((N, C, OH, OW))
        self.winner = np.zeros((N, C, OH, OW), dtype=int)
        for n, c, i, j in np.ndindex(out.shape):
            r, q = i * self.stride, j * self.stride
            window = x[n, c, r:r + self.pool_h, q:q + self.pool_w].ravel()
            self.winner[n, c, i, j] = k = window.argmax()
            out[n, c, i, j] = window[k]
        return out

    def backward(self, dout):
        dx = np.zeros(self.shape)
        for n, c, i, j in np.ndindex(dout.shape):
            row, col = divmod(self.winner[n, c, i, j], self.pool_h)
            y0 = i * self.stride + row
            x0 = j * self.stride + col
            if y0 < self.shape[2] and x0 < self.shape[3]:
                dx[n, c, y0, x0] += dout[n, c, i, j]
        return dx
