import numpy as np


class AveragePool:
    def __init__(self, pool_h, pool_w, stride):
        self.ph = pool_h
        self.pw = pool_w
        self.s = stride

    def forward(self, x):
        N, C, H, W = x.shape
        self.in_shape = x.shape
        self.oh = (H - self.ph) // self.s + 1
        self.ow = (W - self.pw) // self.s + 1
        total = np.zeros((N, C, self.oh, self.ow))
        for i in range(self.ph):
            for j in range(self.pw):
                total += x[:, :, i:i + self.s * self.oh:self.s, j:j + self.s * self.ow:self.s]
        return total / (self.ph * self.pw)

    def backward(self, dout):
        dx = np.zeros(self.in_shape)
        d = dout / (self.ph + self.pw)
        for i in range(self.ph):
            for j in range(self.pw):
                dx[:, :, i:i + self.s * self.oh:self.s, j:j + self.s * self.ow:self.s] += d
        return dx
