import numpy as np


class AveragePool:
    def __init__(self, pool_h, pool_w, stride=2):
        self.pool_h, self.pool_w, self.stride = pool_h, pool_w, stride

    def _offsets(self, oh, ow):
        s = self.stride
        for i in range(self.pool_h):
            for j in range(self.pool_w):
                yield slice(i, i + s * oh, s), slice(j, j + s * ow, s)

    def forward(self, x):
        self.x = x
        oh = (x.shape[2] - self.pool_h) // self.stride + 1
        ow = (x.shape[3] - self.pool_w) // self.stride + 1
        total = np.zeros(x.shape[:2] + (oh, ow))
        for rows, columns in self._offsets(oh, ow):
            total += x[:, :, rows, columns]
        return total / (self.pool_h * self.pool_w)

    def backward(self, dout):
        dx = np.zeros_like(self.x)
        for rows, columns in self._offsets(*dout.shape[2:]):
            dx[:, :, rows, columns] += dout
        dx /= self.pool_h * self.pool_w
        return dx
