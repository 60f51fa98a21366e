import numpy as np

class Conv2D:
    def __init__(self, C, M, KH, KW, stride=1, pad=0):
        self.params = {"weight": np.random.randn(M, C, KH, KW) * 0.1, "bias": np.zeros(M)}
        self.grads = {"weight": np.zeros((M, C, KH, KW)), "bias": np.zeros(M)}
        self.stride, self.pad = stride, pad

    def _slices(self, i, j):
        s = self.stride
        return (slice(None), slice(None), slice(i, i + s * self.oh, s), slice(j, j + s * self.ow, s))

    def forward(self, x):
        w, p, s = self.params["weight"], self.pad, self.stride
        self.xp = np.pad(x, [(0, 0), (0, 0), (p, p), (p, p)])
        M, C, KH, KW = w.shape
        self.oh = (self.xp.shape[2] - KH) // s + 1
        self.ow = (self.xp.shape[3] - KW) // s + 1
        out = np.zeros((len(x), M, self.oh, self.ow)) + self.params["bias"][None, :, None, None]
        for i in range(KH):
            for j in range(KW):
                out += np.einsum("ncab,mc->nmab", self.xp[self._slices(i, j)], w[:, :, i, j])
        return out

    def backward(self, dout):
        w, p = self.params["weight"], self.pad
        dxp, dw = np.zeros_like(self.xp), np.zeros_like(w)
        for i in range(w.shape[2]):
            for j in range(w.shape[3]):
                sl = self._slices(i, j)
                dw[:, :, i, j] = np.einsum("nmab,ncab->mc", dout, self.xp[sl])
                dxp[sl] += np.einsum("nmab,mc->ncab", dout, w[:, :, i, j])
        self.grads["weight"][...] = dw
        self.grads["bias"][...] = dout.sum(axis=(0, 2, 3)) / len(dout)
        h, v = dxp.shape[2] - p, dxp.shape[3] - p
        return dxp[:, :, p:h, p:v]
