import numpy as np

class Affine:
    def __init__(self, W, b):
        self.W = W
        self.b = b

    def forward(self, x):
        # 順伝播
        self.xT = x.T
        return (self.W.T @ self.xT).T + self.b

    def backward(self, dout):
        # 逆伝播
        self.dW = sum(np.outer(xi, di) for xi, di in zip(self.xT.T, dout)) / len(dout)
        self.db = dout.T.sum(axis=1)
        return (self.W @ dout.T).T
