import numpy as np


class MaxPool:
    def __init__(self, pool_h, pool_w, stride):
        self.ph, self.pw, self.s = pool_h, pool_w, stride

    def forward(self, x):
        self.x = x
        N, C, H, W = x.shape
        OH, OW = (H - self.ph) // self.s + 1, (W - self.pw) // self.s + 1
        out = np.zeros((N, C, OH, OW))
        for i in range(OH):
            for j in range(OW):
                out[:, :, i, j] = x[:, :, i*self.s:i*self.s+self.ph, j*self.s:j*self.s+self.pw].max((2, 3))
        return out

    def backward(self, dout):
        N, C, OH, OW = dout.shape
        dx = np.zeros_like(self.x)
        for i in range(OH):
            for j in range(OW):
                r, c = i * self.s, j * self.s
                win = self.x[:, :, r:r+self.ph, c:c+self.pw]
                e = np.exp(win)
                w = e / e.sum(axis=(2, 3), keepdims=True)
                dx[:, :, r:r+self.ph, c:c+self.pw] += w * dout[:, :, i:i+1, j:j+1]
        return dx
