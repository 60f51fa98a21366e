import numpy as np


def to_columns(x, ph, pw, s):
    N, C, H, W = x.shape
    oh, ow = (H - ph) // s + 1, (W - pw) // s + 1
    col = np.zeros((N, oh, ow, C, ph, pw))
    for i in range(ph):
        for j in range(pw):
            col[:, :, :, :, i, j] = x[:, :, i:i + s * oh:s, j:j + s * ow:s].transpose(0, 2, 3, 1)
    return col, oh, ow


class Pooling:
    pass


class MaxPool(Pooling):
    def __init__(self, pool_h, pool_w, stride):
        self.pool_h, self.pool_w, self.stride = pool_h, pool_w, stride

    def forward(self, x):
        N, C, H, W = self.shape = x.shape
        col, oh, ow = to_columns(x, self.pool_h, self.pool_w, self.stride)
        col = col.reshape(-1, self.pool_h * self.pool_w)
        self.arg_max = np.argmax(col, axis=1)
        out = np.max(col, axis=1)
        return out.reshape(N, C, oh, ow)

    def backward(self, dout):
        N, C, oh, ow = dout.shape
        d = dout.transpose(0, 2, 3, 1)
        dmax = np.zeros((d.size, self.pool_h * self.pool_w))
        dmax[np.arange(d.size), self.arg_max] = d.flatten()
        dmax = dmax.reshape(N, oh, ow, C, self.pool_h, self.pool_w)
        dx, s = np.zeros(self.shape), self.stride
        for i in range(self.pool_h):
            for j in range(self.pool_w):
                dx[:, :, i:i + s * oh:s, j:j + s * ow:s] += dmax[..., i, j].transpose(0, 3, 1, 2)
        return dx
