import numpy as np


class Embedding:
    # 埋め込みは one-hot 行列との積
    def __init__(self, W):
        self.W = W
        self.dW = np.zeros_like(W)

    def forward(self, idx):
        self.onehot = np.eye(len(self.W))[idx.reshape(-1)]
        return (self.onehot @ self.W).reshape(*idx.shape, -1)

    def backward(self, dout):
        self.dW[...] = self.onehot.T @ dout.reshape(len(self.onehot), -1)
        return self.dW
