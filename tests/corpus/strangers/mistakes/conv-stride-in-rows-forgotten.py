import numpy as np

class Conv2D:
    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def windows(self, oh, ow):
        KH, KW = self.W.shape[2:]
        s = self.stride
        for i in range(oh):
            for j in range(ow):
                yield i, j, (slice(None), slice(None), slice(i, i + KH), slice(j * s, j * s + KW))

    def forward(self, x):
        p = self.pad
        self.x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        oh = (self.x.shape[2] - self.W.shape[2]) // self.stride + 1
        ow = (self.x.shape[3] - self.W.shape[3]) // self.stride + 1
        y = np.empty((len(x), len(self.W), oh, ow))
        for i, j, w in self.windows(oh, ow):
            y[:, :, i, j] = np.tensordot(self.x[w], self.W, ([1, 2, 3], [1, 2, 3])) + self.b
        return y

    def backward(self, dout):
        p = self.pad
        self.db = dout.sum((0, 2, 3))
        self.dW = np.zeros(self.W.shape)
        dx = np.zeros(self.x.shape)
        for i, j, w in self.windows(*dout.shape[2:]):
            self.dW += np.tensordot(dout[:, :, i, j], self.x[w], (0, 0))
            dx[w] += np.tensordot(dout[:, :, i, j], self.W, (1, 0))
        return dx[:, :, p:dx.shape[2] - p, p:dx.shape[3] - p]
