import numpy as np


class MaxPool:
    def __init__(self, pool_h, pool_w, stride):
        self.pool_h, self.pool_w, self.stride = pool_h, pool_w, stride

    def forward(self, x):
        N, C, H, W = x.shape
        s = self.stride
        OH = 1 + (H - self.pool_h) // s
        OW = 1 + (W - self.pool_w) // s
        self.x_shape = x.shape
        self.arg = np.zeros((N, C, OH, OW), dtype=int)
        out = np.zeros((N, C, OH, OW))
        for i in range(OH):
            for j in range(OW):
                flat = x[:, :, i*s:i*s+self.pool_h, j*s:j*s+self.pool_w].reshape(N, C, -1)
                out[:, :, i, j] = flat.max(axis=2)
                self.arg[:, :, i, j] = flat[0].argmax(axis=1)
        return out

    def backward(self, dout):
        N, C, OH, OW = dout.shape
        dx = np.zeros(self.x_shape)
        for n in range(N):
            for c in range(C):
                for i in range(OH):
                    for j in range(OW):
                        a, b = divmod(self.arg[n, c, i, j], self.pool_w)
                        dx[n, c, i*self.stride+a, j*self.stride+b] += dout[n, c, i, j]
        return dx
