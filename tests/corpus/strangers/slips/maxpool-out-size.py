import numpy as np


class MaxPool:
    def __init__(self, pool_h, pool_w, stride):
        self.pool_h = pool_h
        self.pool_w = pool_w
        self.stride = stride

    def out_size(self, length, pool):
        return length // self.stride

    def forward(self, x):
        N, C, H, W = x.shape
        OH = self.out_size(H, self.pool_h)
        OW = self.out_size(W, self.pool_w)
        y = np.zeros((N, C, OH, OW))
        self.where = {}
        for n, c, i, j in np.ndindex(N, C, OH, OW):
            win = x[n, c, i * self.stride:, j * self.stride:][:self.pool_h, :self.pool_w]
            r, q = np.unravel_index(np.argmax(win), win.shape)
            self.where[n, c, i, j] = n, c, i * self.stride + r, j * self.stride + q
            y[n, c, i, j] = win[r, q]
        self.shape = x.shape
        return y

    def backward(self, dout):
        dx = np.zeros(self.shape)
        for here, there in self.where.items():
            dx[there] += dout[here]
        return dx
