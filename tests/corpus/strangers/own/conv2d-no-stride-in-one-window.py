import numpy as np


class Conv2D:
    def __init__(self, W, b, stride, pad):
        self.W, self.b = W, b
        self.stride, self.pad = stride, pad

    def forward(self, x):
        self.x = x
        N, C, H, Wd = x.shape
        M, C, KH, KW = self.W.shape
        OH = (H + 2 * self.pad - KH) // self.stride + 1
        OW = (Wd + 2 * self.pad - KW) // self.stride + 1
        padded = np.zeros((N, C, H + 2 * self.pad, Wd + 2 * self.pad))
        padded[:, :, self.pad:self.pad + H, self.pad:self.pad + Wd] = x
        self.padded = padded
        out = np.zeros((N, M, OH, OW))
        for n in range(N):
            for m in range(M):
                for i in range(OH):
                    for j in range(OW):
                        total = self.b[m]
                        for c in range(C):
                            total += (padded[n, c, i*self.stride:i*self.stride+KH, j*self.stride:j*self.stride+KW] * self.W[m, c]).sum()
                        out[n, m, i, j] = total
        return out

    def backward(self, dout):
        N, M, OH, OW = dout.shape
        KH, KW = self.W.shape[2:]
        s = self.stride
        self.db = np.einsum("nmij->m", dout)
        self.dW = np.zeros_like(self.W)
        dp = np.zeros_like(self.padded)
        for i in range(OH):
            for j in range(OW):
                patch = self.padded[:, :, i:i+KH, j:j+KW]
                self.dW += np.einsum("nm,nckl->mckl", dout[:, :, i, j], patch)
                dp[:, :, i*s:i*s+KH, j*s:j*s+KW] += np.einsum("nm,mckl->nckl", dout[:, :, i, j], self.W)
        p = self.pad
        return dp[:, :, p:p + self.x.shape[2], p:p + self.x.shape[3]]
