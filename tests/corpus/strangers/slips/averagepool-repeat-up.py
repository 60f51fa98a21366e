import numpy as np


class AveragePool:
    def __init__(self, pool_h, pool_w, stride):
        self.pool_h = pool_h
        self.pool_w = pool_w
        self.stride = stride

    def forward(self, x):
        self.shape = x.shape
        N, C, H, W = x.shape
        s = self.stride
        oh = (H - self.pool_h) // s + 1
        ow = (W - self.pool_w) // s + 1
        rows = [
            [x[:, :, i * s:i * s + self.pool_h, j * s:j * s + self.pool_w].mean(axis=(2, 3))
             for j in range(ow)]
            for i in range(oh)
        ]
        return np.array(rows).transpose(2, 3, 0, 1)

    def backward(self, dout):
        N, C, H, W = self.shape
        big = dout.repeat(self.pool_h, axis=2).repeat(self.pool_w, axis=3)
        big = big / (self.pool_h * self.pool_w)
        dx = np.zeros((N, C, max(H, big.shape[2]), max(W, big.shape[3])))
        dx[:, :, :big.shape[2], :big.shape[3]] = big
        return dx[:, :, :H, :W]
