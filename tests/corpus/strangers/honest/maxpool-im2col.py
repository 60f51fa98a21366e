import numpy as np

class MaxPool:
    def __init__(self, pool_h, pool_w, stride=1):
        self.pool_h = pool_h
        self.pool_w = pool_w
        self.stride = stride
        self.x = None
        self.arg_max = None

    def forward(self, x):
        N, C, H, W = x.shape
        s = self.stride
        oh = int(1 + (H - self.pool_h) / s)
        ow = int(1 + (W - self.pool_w) / s)
        col = np.empty((N, C, self.pool_h, self.pool_w, oh, ow))
        for i in range(self.pool_h):
            for j in range(self.pool_w):
                col[:, :, i, j] = x[:, :, i:i + s * oh:s, j:j + s * ow:s]
        col = col.transpose(0, 4, 5, 1, 2, 3).reshape(-1, self.pool_h * self.pool_w)
        self.arg_max = np.argmax(col, axis=1)
        self.x = x
        return np.max(col, axis=1).reshape(N, oh, ow, C).transpose(0, 3, 1, 2)

    def backward(self, dout):
        N, C, oh, ow = dout.shape
        s = self.stride
        dout = dout.transpose(0, 2, 3, 1)
        dmax = np.zeros((dout.size, self.pool_h * self.pool_w))
        dmax[np.arange(self.arg_max.size), self.arg_max] = dout.flatten()
        dcol = dmax.reshape(N, oh, ow, C, self.pool_h, self.pool_w).transpose(0, 3, 4, 5, 1, 2)
        dx = np.zeros(self.x.shape)
        for i in range(self.pool_h):
            for j in range(self.pool_w):
                dx[:, :, i:i + s * oh:s, j:j + s * ow:s] += dcol[:, :, i, j]
        return dx
