import numpy as np


class MaxPool:
    def __init__(self, pool_h, pool_w, stride):
        self.ph = pool_h
        self.pw = pool_w
        self.stride = stride

    def forward(self, x):
        N, C, H, W = x.shape
        s = self.stride
        self.shape = x.shape
        oh, ow = (H - self.ph) // s + 1, (W - self.pw) // s + 1
        self.arg = np.zeros((N, C, oh, ow), dtype=np.int64)
        y = np.zeros((N, C, oh, ow))
        for i in range(oh):
            for j in range(ow):
                flat = x[:, :, i * s:i * s + self.ph, j * s:j * s + self.pw].reshape(N, C, -1)
                self.arg[:, :, i, j] = flat.argmax(axis=2)
                y[:, :, i, j] = flat.max(axis=2)
        return y

    def backward(self, dout):
        dx = np.zeros(self.shape)
        for n, c, i, j in np.ndindex(*dout.shape):
            q, r = divmod(self.arg[n, c, i, j], self.ph)
            dx[n, c, i * self.stride + r, j * self.stride + q] += dout[n, c, i, j]
        return dx
