import numpy as np

class AveragePool:
    def __init__(self, pool_h, pool_w, stride=1):
        self.pool_h = pool_h
        self.pool_w = pool_w
        self.stride = stride

    def forward(self, x):
        self.shape = x.shape
        N, C, H, W = x.shape
        OH = (H - self.pool_h) // self.stride + 1
        out_w = (W - self.pool_w) // self.stride + 1
        y = np.zeros((N, C, OH, out_w))
        for i in range(OH):
            for j in range(out_w):
                a, b = i * self.stride, j * self.stride
                y[:, :, i, j] = x[:, :, a:a + self.pool_h, b:b + self.pool_w].mean(axis=(2, 3))
        return y

    def backward(self, dout):
        grad_x = np.zeros(self.shape)
        area = self.pool_h * self.pool_w
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                a, b = i * self.stride, j * self.stride
                grad_x[:, :, a:a + 1, b:b + 1] += dout[:, :, i:i + 1, j:j + 1] / area
        return grad_x
