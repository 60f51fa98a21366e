import numpy as np


class Pooling:
    def __init__(self, pool_h, pool_w, stride=1):
        self.pool_h = pool_h
        self.pool_w = pool_w
        self.stride = stride

    def _rows(self, x):
        """(N, C, OH, OW, pool_h * pool_w)"""
        N, C, H, W = x.shape
        OH = (H - self.pool_h) // self.stride + 1
        OW = (W - self.pool_w) // self.stride + 1
        col = np.empty((N, C, OH, OW, self.pool_h * self.pool_w))
        for k in range(self.pool_h * self.pool_w):
            i, j = divmod(k, self.pool_w)
            col[..., k] = x[
                :, :, i : i + self.stride * OH : self.stride, j : j + self.stride * OW : self.stride
            ]
        return col

    def forward(self, x):
        col = self._rows(x)
        self.x_shape = x.shape
        self.arg_max = np.argmax(col, axis=-1)
        return np.max(col, axis=-1)

    def backward(self, dout):
        N, C, OH, OW = dout.shape
        dcol = np.zeros((dout.size, self.pool_h * self.pool_w))
        dcol[np.arange(self.arg_max.size), self.arg_max.flatten()] = dout.flatten()
        dcol = dcol.reshape(N, C, OH, OW, -1)
        dx = np.zeros(self.x_shape)
        for k in range(dcol.shape[-1]):
            i, j = divmod(k, self.pool_w)
            dx[
                :, :, i : i + self.stride * OH : self.stride, j : j + self.stride * OW : self.stride
            ] += dcol[..., k]
        return dx


class MaxPool(Pooling):
    pass
