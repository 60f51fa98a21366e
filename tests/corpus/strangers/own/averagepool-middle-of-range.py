import numpy as np


class AveragePool:
    def __init__(self, pool_h, pool_w, stride):
        self.h, self.w, self.s = pool_h, pool_w, stride

    def forward(self, x):
        self.x = x
        N, C, H, W = x.shape
        OH, OW = (H-self.h)//self.s+1, (W-self.w)//self.s+1
        y = np.zeros((N, C, OH, OW))
        for i in range(OH):
            for j in range(OW):
                win = x[:, :, i*self.s:i*self.s+self.h, j*self.s:j*self.s+self.w]
                y[:, :, i, j] = (win.max((2, 3)) + win.min((2, 3))) / 2
        return y

    def backward(self, dout):
        dx = np.zeros_like(self.x)
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                dx[:, :, i*self.s:i*self.s+self.h, j*self.s:j*self.s+self.w] += dout[:, :, i:i+1, j:j+1] / (self.h*self.w)
        return dx
