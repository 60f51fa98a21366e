import numpy as np


class MaxPool:
    def __init__(self, pool_h, pool_w, stride):
        self.ph, self.pw, self.s = pool_h, pool_w, stride

    def forward(self, x):
        N, C, H, W = x.shape
        OH, OW = (H - self.ph) // self.s + 1, (W - self.pw) // self.s + 1
        self.x = x
        y = np.zeros((N, C, OH, OW))
        for i in range(OH):
            for j in range(OW):
                y[:, :, i, j] = x[:, :, i*self.s:i*self.s+self.ph, j*self.s:j*self.s+self.pw].max(axis=(2, 3))
        return y

    def backward(self, dout):
        dx = np.zeros_like(self.x)
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                win = self.x[:, :, i*self.s:i*self.s+self.ph, j*self.s:j*self.s+self.pw]
                mask = win >= win.max(axis=(0, 2, 3), keepdims=True)
                dx[:, :, i*self.s:i*self.s+self.ph, j*self.s:j*self.s+self.pw] += mask * dout[:, :, i, j][:, :, None, None]
        return dx
