import numpy as np

class AveragePool:
    def __init__(self, pool_h, pool_w, stride):
        self.k = (pool_h, pool_w)
        self.s = stride

    def _views(self, a):
        h, w = self.k
        s = self.s
        oh, ow = (a.shape[2] - h) // s + 1, (a.shape[3] - w) // s + 1
        for i in range(h):
            for j in range(w):
                yield a[:, :, i:i + s * oh:s, j:j + s * ow:s]

    def forward(self, x):
        self.shape = x.shape
        return sum(self._views(x)) / (self.k[0] * self.k[1])

    def backward(self, dout):
        shape = self.shape
        dx = np.zeros(shape)
        for i in range(shape[2]):
            for j in range(shape[3]):
                unit = np.zeros((1, 1) + shape[2:])
                unit[0, 0, i, j] = 1.0
                dx[:, :, i, j] = (self.forward(unit) * dout).sum(axis=(2, 3))
        self.shape = shape
        return dx
