import numpy as np


class MaxPool:
    def __init__(self, pool_h, pool_w, stride):
        self.pool = pool_h, pool_w
        self.stride = stride

    def forward(self, x):
        (ph, pw), s = self.pool, self.stride
        self.x_shape = N, C, H, W = x.shape
        OH, OW = 1 + (H - ph) // s, 1 + (W - pw) // s
        out = np.zeros((N, C, OH, OW), dtype=np.int64)
        self.best = np.zeros((N, C, OH, OW, 2), dtype=np.int64)
        for n in range(N):
            for c in range(C):
                for i in range(OH):
                    for j in range(OW):
                        patch = x[n, c, i * s:i * s + ph, j * s:j * s + pw]
                        r, q = np.unravel_index(patch.argmax(), patch.shape)
                        self.best[n, c, i, j] = i * s + r, j * s + q
                        out[n, c, i, j] = patch[r, q]
        return out

    def backward(self, dout):
        dx = np.zeros(self.x_shape)
        for n, c, i, j in np.ndindex(*dout.shape):
            r, q = self.best[n, c, i, j]
            dx[n, c, r, q] += dout[n, c, i, j]
        return dx
