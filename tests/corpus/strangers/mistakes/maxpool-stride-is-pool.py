import numpy as np

class MaxPool:
    def __init__(self, pool_h, pool_w, stride):
        self.pool_h, self.pool_w, self.stride = pool_h, pool_w, pool_h
    def forward(self, x):
        s, ph, pw = self.stride, self.pool_h, self.pool_w
        N, C, H, W = x.shape
        out_h, out_w = (H - ph) // s + 1, (W - pw) // s + 1
        out = np.zeros((N, C, out_h, out_w))
        self.shares = {}
        for i in range(out_h):
            for j in range(out_w):
                win = x[:, :, i * s:i * s + ph, j * s:j * s + pw]
                m = win.max(axis=(2, 3), keepdims=True)
                out[:, :, i, j] = m[:, :, 0, 0]
                eq = (win == m)
                self.shares[i, j] = eq / eq.sum(axis=(2, 3), keepdims=True)
        self.shape = x.shape
        return out
    def backward(self, dout):
        s, ph, pw = self.stride, self.pool_h, self.pool_w
        grad_x = np.zeros(self.shape)
        for (i, j), share in self.shares.items():
            grad_x[:, :, i * s:i * s + ph, j * s:j * s + pw] += share * dout[:, :, i, j][:, :, None, None]
        return grad_x
