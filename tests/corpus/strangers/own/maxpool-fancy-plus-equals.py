import numpy as np


class MaxPool:
    def __init__(self, pool_h, pool_w, stride):
        self.h, self.w, self.s = pool_h, pool_w, stride

    def forward(self, x):
        N, C, H, W = x.shape
        OH, OW = (H - self.h)//self.s + 1, (W - self.w)//self.s + 1
        wins = np.lib.stride_tricks.sliding_window_view(x, (self.h, self.w), axis=(2, 3))[:, :, ::self.s, ::self.s]
        flat = wins.reshape(N, C, OH, OW, -1)
        self.arg = flat.argmax(axis=-1)
        self.shape = x.shape
        return flat.max(axis=-1)

    def backward(self, dout):
        dx = np.zeros(self.shape)
        N, C, OH, OW = dout.shape
        n, c, i, j = np.indices(dout.shape)
        r = i * self.s + self.arg // self.w
        q = j * self.s + self.arg % self.w
        dx[n, c, r, q] += dout
        return dx
