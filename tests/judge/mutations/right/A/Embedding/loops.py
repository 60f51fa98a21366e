import numpy as np


class Embedding:
    def __init__(self, W):
        self.W = W
        self.dW = None

    def forward(self, idx):
        self.idx = idx
        out = [self.W[int(i)] for i in idx.flatten()]
        return np.array(out).reshape(idx.shape + (self.W.shape[1],))

    def backward(self, dout):
        dW = np.zeros(self.W.shape)
        rows = dout.reshape(-1, self.W.shape[1])
        for word, g in zip(self.idx.flatten(), rows):
            dW[word] += g
        self.dW = dW
