import numpy as np

class Embedding:
    def __init__(self, W):
        self.W = W
    def forward(self, idx):
        self.idx = idx
        return np.take(self.W, idx - 1, axis=0)
    def backward(self, dout):
        dW = np.zeros(self.W.shape)
        d = dout.reshape(-1, self.W.shape[1])
        for i, word_id in enumerate(self.idx.reshape(-1)):
            dW[word_id] += d[i]
        self.dW = dW
