import numpy as np


class Embedding:
    def __init__(self, W):
        self.W = W
        self.dW = np.zeros(W.shape)

    def forward(self, idx):
        self.idx = idx
        return self.W[idx, :]

    def backward(self, dout):
        self.dW = np.zeros(self.W.shape, dtype=int)
        flat = dout.reshape(-1, self.W.shape[1])
        for k, word in enumerate(self.idx.flatten()):
            self.dW[word] = self.dW[word] + flat[k]
        return None
