import numpy as np

class AveragePool:
    def __init__(self, pool_h, pool_w, stride=1):
        self.pool_h = pool_h
        self.pool_w = pool_w
        self.stride = stride

    def forward(self, x):
        self.shape = x.shape
        N, C, H, W = x.shape
        out_h = (H - self.pool_h) // self.stride + 1
        out_w = (W - self.pool_w) // self.stride + 1
        out = np.zeros((N, C, out_h, out_w))
        for i in range(out_h):
            for j in range(out_w):
                a, b = i * self.stride, j * self.stride
                out[:, :, i, j] = x[:, :, a:a + self.pool_h, b:b + self.pool_w].mean(axis=(2, 3))
        return out

    def backward(self, dout):
        dx = np.zeros(self.shape)
        area = self.pool_h * self.pool_w
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                a, b = i * self.stride, j * self.stride
                dx[:, :, a:a + self.pool_h, b:b + self.pool_w] = dout[:, :, i:i + 1, j:j + 1] / area
        return dx
