import numpy as np

class MaxPool:
    def __init__(self, pool_h, pool_w, stride):
        self.pool_h, self.pool_w, self.stride = pool_h, pool_w, stride

    def forward(self, x):
        s, ph, pw = self.stride, self.pool_h, self.pool_w
        N, C, H, W = x.shape
        OH, OW = (H - ph) // s + 1, (W - pw) // s + 1
        y = np.zeros((N, C, OH, OW))
        self.shares = {}
        for i in range(OH):
            for j in range(OW):
                win = x[:, :, i * s:i * s + ph, j * s:j * s + pw]
                m = np.abs(win).max(axis=(2, 3), keepdims=True)
                m = np.where((win == m).any(axis=(2, 3), keepdims=True), m, -m)
                y[:, :, i, j] = m[:, :, 0, 0]
                eq = (win == m)
                self.shares[i, j] = eq / eq.sum(axis=(2, 3), keepdims=True)
        self.shape = x.shape
        return y

    def backward(self, dout):
        s, ph, pw = self.stride, self.pool_h, self.pool_w
        grad_x = np.zeros(self.shape)
        for (i, j), part in self.shares.items():
            grad_x[:, :, i * s:i * s + ph, j * s:j * s + pw] += part * dout[:, :, i, j][:, :, None, None]
        return grad_x
