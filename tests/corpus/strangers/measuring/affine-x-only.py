import numpy as np

class Affine:
    def __init__(self, W, b):
        self.W = W
        self.b = b

    def out(self, x):
        return np.dot(x, self.W) + self.b

    def forward(self, x):
        self.x = x
        return self.out(x)

    def backward(self, dout):
        self.dW = self.x.T.dot(dout)
        self.db = dout.sum(axis=0)
        h = 1e-3
        dx = np.empty_like(self.x)
        for j in range(self.x.shape[1]):
            e = np.zeros(self.x.shape[1])
            e[j] = h
            dx[:, j] = ((self.out(self.x + e) - self.out(self.x - e)) / (2 * h) * dout).sum(axis=1)
        return dx
