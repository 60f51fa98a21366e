import numpy as np


class Embedding:
    def __init__(self, W):
        self.W = W
        self.dW = None
        self.idx = None

    def forward(self, idx):
        self.idx = idx
        return self.W[idx]

    def backward(self, dout):
        dW = np.zeros_like(self.W)
        dW[self.idx] += dout
        self.dW = dW
        return None
