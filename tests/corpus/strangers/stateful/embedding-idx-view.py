import numpy as np

class Embedding:
    def __init__(self, W):
        self.W = W
        self.buf = np.empty((4096, W.shape[1]))

    def forward(self, idx):
        self.idx = idx
        n = idx.size
        np.take(self.W, idx.ravel(), axis=0, out=self.buf[:n])
        return self.buf[:n].reshape(*idx.shape, -1)

    def backward(self, dout):
        self.dW = np.zeros_like(self.W)
        np.add.at(self.dW, self.idx, dout)
