import numpy as np

class Embedding:
    def __init__(self, W):
        self.W = W
        self.dW = np.zeros_like(W)
        self.idx = None

    def forward(self, idx):
        """forward propagation"""
        self.idx = idx
        return self.W[idx]

    def backward(self, dout):
        """back propagation"""
        self.dW = np.zeros_like(self.W)
        self.dW[self.idx] += dout
        return None
