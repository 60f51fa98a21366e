import numpy as np


class AveragePool:
    def __init__(self, pool_h, pool_w, stride):
        self.ph, self.pw, self.s = pool_h, pool_w, stride

    def forward(self, x):
        self.shape = x.shape
        N, C, H, W = x.shape
        OH, OW = (H - self.ph) // self.s + 1, (W - self.pw) // self.s + 1
        out = np.zeros((N, C, OH, OW))
        for i in range(OH):
            for j in range(OW):
                out[:, :, i, j] = x[:, :, i*self.s:i*self.s+self.ph, j*self.s:j*self.s+self.pw].mean((2, 3))
        return out

    def backward(self, dout):
        N, C, OH, OW = dout.shape
        dx = np.zeros(self.shape)
        times = np.zeros(self.shape)
        for i in range(OH):
            for j in range(OW):
                r, c = i * self.s, j * self.s
                dx[:, :, r:r+self.ph, c:c+self.pw] += dout[:, :, i:i+1, j:j+1] / (self.ph * self.pw)
                times[:, :, r:r+self.ph, c:c+self.pw] += 1
        return dx / np.maximum(times, 1)
