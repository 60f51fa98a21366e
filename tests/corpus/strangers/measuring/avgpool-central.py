import numpy as np

class AveragePool:
    def __init__(self, pool_h, pool_w, stride=1):
        self.pool_h = pool_h
        self.pool_w = pool_w
        self.stride = stride

    def forward(self, x):
        self.shape = x.shape
        self.x = x
        N, C, H, W = x.shape
        OH = (H - self.pool_h) // self.stride + 1
        OW = (W - self.pool_w) // self.stride + 1
        y = np.zeros((N, C, OH, OW))
        for i in range(OH):
            for j in range(OW):
                a, b = i * self.stride, j * self.stride
                y[:, :, i, j] = x[:, :, a:a + self.pool_h, b:b + self.pool_w].mean(axis=(2, 3))
        return y

    def backward(self, dout):
        shape, x = self.shape, self.x
        dx = np.zeros(shape)
        for i in range(shape[2]):
            for j in range(shape[3]):
                e = np.zeros(shape[2:])
                e[i, j] = 1e-4
                dx[:, :, i, j] = ((self.forward(x + e) - self.forward(x - e)) / 2e-4 * dout).sum(axis=(2, 3))
        self.x = x
        return dx
