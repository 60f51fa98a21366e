import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W = W.copy()
        self.b = b.copy()
        self.lr = 0.01

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        # 勾配降下法でパラメータを更新
        self.W -= self.lr * self.dW
        self.b -= self.lr * self.db
        return dout @ self.W.T
