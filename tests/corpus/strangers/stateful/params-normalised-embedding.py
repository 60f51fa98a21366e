import numpy as np

class Embedding:
    def __init__(self, W):
        self.W = W

    def forward(self, idx):
        self.idx = idx
        y = self.W[idx]
        norms = np.linalg.norm(self.W, axis=1, keepdims=True)
        self.W /= np.maximum(norms, 1.0)
        return y

    def backward(self, dout):
        self.dW = np.zeros_like(self.W)
        np.add.at(self.dW, self.idx, dout)
