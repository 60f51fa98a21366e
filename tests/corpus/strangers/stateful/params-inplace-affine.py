import numpy as np

class Affine:
    lr = 0.01

    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        dx = dout @ self.W.T
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        self.W -= self.lr * self.dW       # 更新もここでやる
        return dx
