import numpy as np


class Conv2D:
    def __init__(self, in_channels, out_channels, kernel_h, kernel_w, stride=1, pad=0):
        scale = 1 / np.sqrt(in_channels * kernel_h * kernel_w)
        weight = np.random.uniform(-scale, scale, (out_channels, in_channels, kernel_h, kernel_w))
        self.params = {"weight": weight, "bias": np.zeros(out_channels)}
        self.grads = {"weight": None, "bias": None}
        self.stride, self.pad = stride, pad

    def _places(self, oh, ow):
        s = self.stride
        kh, kw = self.params["weight"].shape[2:]
        for i in range(oh):
            for j in range(ow):
                yield i, j, slice(i * s, i * s + kh), slice(j * s, j * s + kw)

    def forward(self, x):
        W, p = self.params["weight"], self.pad
        self.shape = x.shape
        self.xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        oh = (self.xp.shape[2] - W.shape[2]) // self.stride + 1
        ow = (self.xp.shape[3] - W.shape[3]) // self.stride + 1
        y = np.zeros((x.shape[0], W.shape[0], oh, ow))
        for i, j, rows, columns in self._places(oh, ow):
            y[:, :, i, j] = np.einsum("ncij,mcij->nm", self.xp[:, :, rows, columns], W)
        return y + self.params["bias"].reshape(1, -1, 1, 1)

    def backward(self, dout):
        W, p = self.params["weight"], self.pad
        dW, dxp = np.zeros_like(W), np.zeros_like(self.xp)
        for i, j, rows, columns in self._places(*dout.shape[2:]):
            g = dout[:, :, i, j]
            dW += np.einsum("nm,ncij->mcij", g, self.xp[:, :, rows, columns])
            dxp[:, :, rows, columns] += np.einsum("nm,mcij->ncij", g, W)
        self.grads["weight"] = dW
        self.grads["bias"] = dout.sum(axis=(0, 2, 3))
        return dxp[:, :, p : p + self.shape[2], p : p + self.shape[3]]
