import numpy as np

def softmax(x):
    e = np.exp(x - x.real.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

class Softmax:
    def forward(self, x):
        self.x = x
        return softmax(x)

    def backward(self, dout):
        N, C = self.x.shape
        probes = self.x[None] + 1e-20j * np.eye(C)[:, None, :]        # (C, N, C)
        J = softmax(probes).imag / 1e-20                              # J[c, n, k] = dy_k / dx_c
        return np.einsum("cnk,nk->nc", J, dout)
