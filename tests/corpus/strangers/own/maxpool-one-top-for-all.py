import numpy as np


class MaxPool:
    def __init__(self, pool_h, pool_w, stride):
        self.pool_h, self.pool_w, self.stride = pool_h, pool_w, stride

    def forward(self, x):
        self.x = x
        s, ph, pw = self.stride, self.pool_h, self.pool_w
        N, C, H, W = x.shape
        OH, OW = (H - ph) // s + 1, (W - pw) // s + 1
        self.y = np.zeros((N, C, OH, OW))
        for i in range(OH):
            for j in range(OW):
                self.y[:, :, i, j] = x[:, :, i*s:i*s+ph, j*s:j*s+pw].max(axis=3).max(axis=2)
        return self.y

    def backward(self, dout):
        s, ph, pw = self.stride, self.pool_h, self.pool_w
        dx = np.zeros_like(self.x)
        OH, OW = dout.shape[2:]
        for i in range(OH):
            for j in range(OW):
                win = self.x[:, :, i*s:i*s+ph, j*s:j*s+pw]
                top = self.y[:, :, i, j].max()
                hit = win == top
                dx[:, :, i*s:i*s+ph, j*s:j*s+pw] += hit * dout[:, :, i:i+1, j:j+1]
        return dx
