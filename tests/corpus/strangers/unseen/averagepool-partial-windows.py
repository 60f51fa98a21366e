import math
import numpy as np


class AveragePool:
    def __init__(self, pool_h, pool_w, stride):
        self.kh, self.kw, self.stride = pool_h, pool_w, stride

    def forward(self, x):
        self.shape = x.shape
        N, C, H, W = x.shape
        OH, OW = math.ceil(H / self.stride), math.ceil(W / self.stride)
        y = np.zeros((N, C, OH, OW))
        for i in range(OH):
            for j in range(OW):
                r, c = i * self.stride, j * self.stride
                y[:, :, i, j] = x[:, :, r:r + self.kh, c:c + self.kw].mean(axis=(2, 3))
        return y

    def backward(self, dout):
        dx = np.zeros(self.shape)
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                r, c = i * self.stride, j * self.stride
                part = dx[:, :, r:r + self.kh, c:c + self.kw]
                part += dout[:, :, i, j][:, :, None, None] / (part.shape[2] * part.shape[3])
        return dx
