import numpy as np

class Softmax:
    def forward(self, x):
        N, C = x.shape
        z = x - x.max(1, keepdims=True)
        dz = np.broadcast_to(np.eye(C), (N, C, C))       # [n, output, seed]
        e, de = np.exp(z), np.exp(z)[:, :, None] * dz
        s, ds = e.sum(1), de.sum(1)
        y = e / s[:, None]
        self.J = (de * s[:, None, None] - e[:, :, None] * ds[:, None, :]) / (s ** 2)[:, None, None]
        return y

    def backward(self, dout):
        return np.einsum("nks,nk->ns", self.J, dout)
