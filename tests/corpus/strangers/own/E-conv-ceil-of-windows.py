import numpy as np


class Conv2D:
    def __init__(self, C, M, KH, KW, stride, pad):
        self.params = {"weight": np.random.randn(M, C, KH, KW), "bias": np.zeros(M)}
        self.grads = {}
        self.stride, self.pad = stride, pad

    def out_size(self, n, k):
        return -(-(n + 2 * self.pad - k) // self.stride) + 1

    def forward(self, x):
        W = self.params["weight"]
        M, C, KH, KW = W.shape
        N, _, H, Wd = x.shape
        p, s = self.pad, self.stride
        OH, OW = self.out_size(H, KH), self.out_size(Wd, KW)
        self.xp = np.pad(x, ((0, 0), (0, 0), (p, p + s), (p, p + s)))
        self.x = x
        out = np.zeros((N, M, OH, OW))
        for i in range(OH):
            for j in range(OW):
                w = self.xp[:, :, i*s:i*s+KH, j*s:j*s+KW]
                out[:, :, i, j] = np.tensordot(w, W, ((1, 2, 3), (1, 2, 3)))
        return out + self.params["bias"].reshape(1, -1, 1, 1)

    def backward(self, dout):
        W = self.params["weight"]
        M, C, KH, KW = W.shape
        p, s = self.pad, self.stride
        dW, dxp = np.zeros_like(W), np.zeros_like(self.xp)
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                w = self.xp[:, :, i*s:i*s+KH, j*s:j*s+KW]
                dW += np.tensordot(dout[:, :, i, j], w, ((0,), (0,)))
                dxp[:, :, i*s:i*s+KH, j*s:j*s+KW] += np.tensordot(dout[:, :, i, j], W, ((1,), (0,)))
        self.grads["weight"] = dW
        self.grads["bias"] = dout.sum((0, 2, 3))
        return dxp[:, :, p:p + self.x.shape[2], p:p + self.x.shape[3]]
