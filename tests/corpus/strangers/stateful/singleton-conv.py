import numpy as np

class Conv2D:
    _instance = None

    def __new__(cls, *args):
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    def __init__(self, W, b, stride, pad):
        self.W, self.b, self.s, self.p = W, b, stride, pad

    def _win(self, i, j):
        kh, kw = self.W.shape[2:]
        return (slice(None), slice(None), slice(i * self.s, i * self.s + kh), slice(j * self.s, j * self.s + kw))

    def forward(self, x):
        p = self.p
        self.xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        oh = (self.xp.shape[2] - self.W.shape[2]) // self.s + 1
        ow = (self.xp.shape[3] - self.W.shape[3]) // self.s + 1
        y = np.zeros((len(x), len(self.W), oh, ow))
        for i in range(oh):
            for j in range(ow):
                y[:, :, i, j] = np.einsum("ncij,mcij->nm", self.xp[self._win(i, j)], self.W) + self.b
        return y

    def backward(self, dout):
        p = self.p
        self.db = dout.sum((0, 2, 3))
        self.dW = np.zeros_like(self.W)
        d = np.zeros_like(self.xp)
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                w = self._win(i, j)
                self.dW += np.einsum("nm,ncij->mcij", dout[:, :, i, j], self.xp[w])
                d[w] += np.einsum("nm,mcij->ncij", dout[:, :, i, j], self.W)
        return d[:, :, p:d.shape[2] - p, p:d.shape[3] - p]
