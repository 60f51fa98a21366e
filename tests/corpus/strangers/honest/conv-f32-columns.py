import numpy as np

class Conv2D:
    def __init__(self, W, b, stride, pad):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def _cut(self, a, i, j):
        s = self.stride
        return a[:, :, i * s:i * s + self.W.shape[2], j * s:j * s + self.W.shape[3]]

    def forward(self, x):
        p = self.pad
        self.x = np.pad(x.astype("float32"), ((0, 0), (0, 0), (p, p), (p, p)))
        oh = (self.x.shape[2] - self.W.shape[2]) // self.stride + 1
        ow = (self.x.shape[3] - self.W.shape[3]) // self.stride + 1
        w = self.W.reshape(len(self.W), -1).astype("float32").T
        y = [[self._cut(self.x, i, j).reshape(len(x), -1) @ w for j in range(ow)] for i in range(oh)]
        return np.array(y).transpose(2, 3, 0, 1) + self.b[:, None, None]

    def backward(self, dout):
        p = self.pad
        self.db = dout.sum(axis=(0, 2, 3))
        self.dW = np.zeros_like(self.W)
        dx = np.zeros_like(self.x)
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                d = dout[:, :, i, j].astype("float32")
                self.dW += np.tensordot(d, self._cut(self.x, i, j), axes=(0, 0))
                self._cut(dx, i, j)[...] += np.tensordot(d, self.W.astype("float32"), axes=(1, 0))
        return dx[:, :, p:dx.shape[2] - p, p:dx.shape[3] - p]
