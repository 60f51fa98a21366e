import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W = W
        self.b = b
        self.dW = np.zeros(W.shape)
        self.db = np.zeros(b.shape)

    def forward(self, x):
        self.x = x
        return x.dot(self.W) + self.b

    def backward(self, dout):
        N, M = dout.shape
        D = self.x.shape[1]
        dW = np.zeros((D, M))
        for n in range(N):
            for i in range(D):
                for j in range(M):
                    dW[i, j] = self.x[n, i] * dout[n, j]
        self.dW = dW
        self.db = np.sum(dout, 0)
        return dout.dot(self.W.T)
