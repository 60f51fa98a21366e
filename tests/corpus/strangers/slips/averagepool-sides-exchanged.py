import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


class MaxPool:
    def __init__(self, pool_h, pool_w, stride):
        self.h, self.w, self.s = pool_h, pool_w, stride

    def forward(self, x):
        self.shape = x.shape
        v = sliding_window_view(x, (self.h, self.w), (2, 3))[:, :, ::self.s, ::self.s]
        v = v.reshape(v.shape[:4] + (-1,))
        self.k = v.argmax(-1)
        return v.max(-1)

    def backward(self, dout):
        dx = np.zeros(self.shape)
        n, c, i, j = np.indices(dout.shape)
        np.add.at(dx, (n, c, i * self.s + self.k // self.w, j * self.s + self.k % self.w), dout)
        return dx


class AveragePool:
    def __init__(self, pool_h, pool_w, stride):
        self.w, self.h, self.s = pool_h, pool_w, stride

    def forward(self, x):
        self.shape = x.shape
        v = sliding_window_view(x, (self.h, self.w), (2, 3))[:, :, ::self.s, ::self.s]
        return v.mean(axis=(4, 5))

    def backward(self, dout):
        dx = np.zeros(self.shape)
        s, (oh, ow) = self.s, dout.shape[2:]
        for i in range(self.h):
            for j in range(self.w):
                dx[:, :, i:i + s * oh:s, j:j + s * ow:s] += dout / (self.h * self.w)
        return dx
