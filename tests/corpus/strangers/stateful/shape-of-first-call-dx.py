import numpy as np

class Conv2D:
    def __init__(self, W, b, stride, pad):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad
        self.dxp = None

    def _win(self, i, j):
        s = self.stride
        return (slice(None), slice(None), slice(i * s, i * s + self.W.shape[2]), slice(j * s, j * s + self.W.shape[3]))

    def forward(self, x):
        p = self.pad
        self.xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        oh = (self.xp.shape[2] - self.W.shape[2]) // self.stride + 1
        ow = (self.xp.shape[3] - self.W.shape[3]) // self.stride + 1
        if self.dxp is None:
            self.shape = self.xp.shape
        y = np.zeros((len(x), len(self.W), oh, ow))
        for i in range(oh):
            for j in range(ow):
                y[:, :, i, j] = np.tensordot(self.xp[self._win(i, j)], self.W, ([1, 2, 3], [1, 2, 3])) + self.b
        return y

    def backward(self, dout):
        p = self.pad
        self.dxp = np.zeros(self.shape)
        self.dW = np.zeros_like(self.W)
        self.db = dout.sum((0, 2, 3))
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                d = dout[:, :, i, j]
                self.dW += np.tensordot(d, self.xp[self._win(i, j)], (0, 0))
                self.dxp[self._win(i, j)] += np.tensordot(d, self.W, (1, 0))
        return self.dxp[:, :, p:self.shape[2] - p, p:self.shape[3] - p]
