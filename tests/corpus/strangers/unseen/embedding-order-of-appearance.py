import numpy as np


class Embedding:
    def __init__(self, W):
        self.W = W

    def forward(self, idx):
        self.idx = idx
        return self.W[idx]

    def backward(self, dout):
        ids = self.idx.reshape(-1)
        d = dout.reshape(ids.size, -1)
        totals = {}
        for k, word in enumerate(ids):
            totals[word] = totals.get(word, 0) + d[k]
        self.dW = np.zeros_like(self.W)
        self.dW[np.unique(ids)] = np.array(list(totals.values()))
