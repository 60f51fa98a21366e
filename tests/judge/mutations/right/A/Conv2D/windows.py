import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


class Conv2D:
    def __init__(self, W, b, stride, pad):
        self.W, self.b = W, b
        self.stride, self.pad = int(stride), int(pad)

    def forward(self, x):
        p, s = self.pad, self.stride
        self.shape = x.shape
        padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        windows = sliding_window_view(padded, self.W.shape[2:], axis=(2, 3))
        self.windows = windows[:, :, ::s, ::s]  # (N, C, OH, OW, KH, KW)
        y = np.tensordot(self.windows, self.W, axes=([1, 4, 5], [1, 2, 3]))
        return y.transpose(0, 3, 1, 2) + self.b[:, None, None]

    def backward(self, dout):
        p, s = self.pad, self.stride
        self.dW = np.tensordot(dout, self.windows, axes=([0, 2, 3], [0, 2, 3]))
        self.db = dout.sum(axis=(0, 2, 3))
        dwindows = np.tensordot(dout, self.W, axes=([1], [0]))  # (N, OH, OW, C, KH, KW)
        N, C, H, W = self.shape
        dpadded = np.zeros((N, C, H + 2 * p, W + 2 * p))
        kh, kw = self.W.shape[2:]
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                dpadded[:, :, i * s : i * s + kh, j * s : j * s + kw] += dwindows[:, i, j]
        return dpadded[:, :, p : p + H, p : p + W]
