import numpy as np


class Conv2D:
    def __init__(self, C, M, KH, KW, stride, pad):
        self.params = {"weight": np.random.randn(M, C, KH, KW) * 0.1, "bias": np.zeros(M)}
        self.grads = {}
        self.stride, self.pad = stride, pad

    def forward(self, x):
        W, b = self.params["weight"], self.params["bias"]
        M, C, KH, KW = W.shape
        N, _, H, Wd = x.shape
        self.x_shape = x.shape
        s, p = self.stride, self.pad
        self.OH = OH = (H + 2 * p - KH) // s + 1
        self.OW = OW = (Wd + 2 * p - KW) // s + 1
        xp = np.pad(x, [(0, 0), (0, 0), (p, p), (p, p)])
        col = np.zeros((N, C, KH, KW, OH, OW))
        for a in range(KH):
            for c in range(KW):
                col[:, :, a, c] = xp[:, :, a:a + s * OH:s, c:c + s * OW:s]
        self.col = col.transpose(0, 4, 5, 1, 2, 3).reshape(N * OH * OW, -1)
        out = self.col @ W.reshape(M, -1).T + b
        return out.reshape(N, OW, OH, M).transpose(0, 3, 2, 1)

    def backward(self, dout):
        W = self.params["weight"]
        M, C, KH, KW = W.shape
        N, _, H, Wd = self.x_shape
        s, p, OH, OW = self.stride, self.pad, self.OH, self.OW
        d = dout.transpose(0, 2, 3, 1).reshape(-1, M)
        self.grads["bias"] = d.sum(0)
        self.grads["weight"] = (d.T @ self.col).reshape(W.shape)
        dcol = (d @ W.reshape(M, -1)).reshape(N, OH, OW, C, KH, KW).transpose(0, 3, 4, 5, 1, 2)
        dx = np.zeros((N, C, H + 2 * p, Wd + 2 * p))
        for a in range(KH):
            for c in range(KW):
                dx[:, :, a:a + s * OH:s, c:c + s * OW:s] += dcol[:, :, a, c]
        return dx[:, :, p:p + H, p:p + Wd]
