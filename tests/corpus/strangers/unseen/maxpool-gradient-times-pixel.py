import numpy as np


class MaxPool:
    def __init__(self, pool_h, pool_w, stride):
        self.ph, self.pw, self.s = pool_h, pool_w, stride

    def forward(self, x):
        self.x = x
        N, C, H, W = x.shape
        oh = (H - self.ph) // self.s + 1
        ow = (W - self.pw) // self.s + 1
        y = np.zeros((N, C, oh, ow))
        for i in range(oh):
            for j in range(ow):
                r, c = i * self.s, j * self.s
                y[:, :, i, j] = x[:, :, r:r + self.ph, c:c + self.pw].max(axis=(2, 3))
        self.y = y
        return y

    def backward(self, dout):
        dx = np.zeros_like(self.x)
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                r, c = i * self.s, j * self.s
                win = self.x[:, :, r:r + self.ph, c:c + self.pw]
                top = self.y[:, :, i:i + 1, j:j + 1]
                kept = np.where(win == top, win, 0)
                dx[:, :, r:r + self.ph, c:c + self.pw] += kept * dout[:, :, i:i + 1, j:j + 1]
        return dx
