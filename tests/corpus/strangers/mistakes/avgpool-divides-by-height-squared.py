import numpy as np

class AveragePool:
    def __init__(self, pool_h, pool_w, stride):
        self.k = (pool_h, pool_w)
        self.s = stride

    def _views(self, a):
        h, w = self.k
        s = self.s
        oh, out_w = (a.shape[2] - h) // s + 1, (a.shape[3] - w) // s + 1
        for i in range(h):
            for j in range(w):
                yield a[:, :, i:i + s * oh:s, j:j + s * out_w:s]

    def forward(self, x):
        self.shape = x.shape
        return sum(self._views(x)) / (self.k[0] * self.k[0])

    def backward(self, dout):
        dx = np.zeros(self.shape)
        part = dout / (self.k[0] * self.k[1])
        for v in self._views(dx):
            v += part
        return dx
