import numpy as np


class Conv2D:
    """Sum over the offsets of the kernel: each is one matrix product over the channels."""

    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b = W, b
        self.stride, self.pad = stride, pad

    def _view(self, padded, i, j, oh, ow):
        s = self.stride
        return padded[:, :, i : i + s * oh : s, j : j + s * ow : s]

    def forward(self, x):
        p = self.pad
        self.padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        kh, kw = self.W.shape[2:]
        oh = (self.padded.shape[2] - kh) // self.stride + 1
        ow = (self.padded.shape[3] - kw) // self.stride + 1
        y = np.zeros((len(x), len(self.W), oh, ow)) + self.b.reshape(1, -1, 1, 1)
        for i in range(kh):
            for j in range(kw):
                part = self._view(self.padded, i, j, oh, ow)
                y += np.einsum("ncij,mc->nmij", part, self.W[:, :, i, j])
        return y

    def backward(self, dout):
        oh, ow = dout.shape[2:]
        self.db = dout.sum(axis=(0, 2, 3))
        self.dW = np.zeros(self.W.shape)
        dpadded = np.zeros(self.padded.shape)
        for i in range(self.W.shape[2]):
            for j in range(self.W.shape[3]):
                part = self._view(self.padded, i, j, oh, ow)
                self.dW[:, :, i, j] = np.einsum("nmij,ncij->mc", dout, part)
                dpart = np.einsum("nmij,mc->ncij", dout, self.W[:, :, i, j])
                self._view(dpadded, i, j, oh, ow)[...] += dpart
        p = self.pad
        if p == 0:
            return dpadded
        return dpadded[:, :, p:-p, p:-p]
