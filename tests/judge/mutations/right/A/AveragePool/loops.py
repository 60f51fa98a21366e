import numpy as np


class AveragePool:
    def __init__(self, pool_h, pool_w, stride):
        self.ph, self.pw, self.s = pool_h, pool_w, stride

    def forward(self, x):
        self.shape = x.shape
        N, C, H, W = x.shape
        OH = (H - self.ph) // self.s + 1
        OW = (W - self.pw) // self.s + 1
        y = np.zeros((N, C, OH, OW))
        for i in range(OH):
            for j in range(OW):
                top, left = i * self.s, j * self.s
                y[:, :, i, j] = x[:, :, top : top + self.ph, left : left + self.pw].mean(
                    axis=(2, 3)
                )
        return y

    def backward(self, dout):
        dx = np.zeros(self.shape)
        share = dout / (self.ph * self.pw)
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                top, left = i * self.s, j * self.s
                dx[:, :, top : top + self.ph, left : left + self.pw] += share[:, :, i, j][
                    :, :, None, None
                ]
        return dx
