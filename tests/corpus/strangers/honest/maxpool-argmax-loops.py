import numpy as np

class MaxPool:
    def __init__(self, pool_h, pool_w, stride=1):
        self.pool_h, self.pool_w, self.stride = pool_h, pool_w, stride

    def forward(self, x):
        self.x = x
        N, C, H, W = x.shape
        OH = 1 + (H - self.pool_h) // self.stride
        OW = 1 + (W - self.pool_w) // self.stride
        out = np.zeros((N, C, OH, OW))
        self.where = {}
        for n in range(N):
            for c in range(C):
                for i in range(OH):
                    for j in range(OW):
                        win = x[n, c, i * self.stride:i * self.stride + self.pool_h,
                                j * self.stride:j * self.stride + self.pool_w]
                        k = np.unravel_index(win.argmax(), win.shape)
                        out[n, c, i, j] = win[k]
                        self.where[n, c, i, j] = (n, c, i * self.stride + k[0], j * self.stride + k[1])
        return out

    def backward(self, dout):
        dx = np.zeros_like(self.x)
        for place, source in self.where.items():
            dx[source] += dout[place]
        return dx
