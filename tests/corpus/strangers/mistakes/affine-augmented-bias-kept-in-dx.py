import numpy as np

class Affine:
    def __init__(self, W, b):
        self.W = W
        self.b = b

    @property
    def Wb(self):
        return np.vstack([self.W, self.b])

    def forward(self, x):
        self.x1 = np.hstack([x, np.ones((x.shape[0], 1))])
        return self.x1 @ self.Wb

    def backward(self, dout):
        d = self.x1.T @ dout
        self.dW, self.db = d[:-1], d[-1]
        return (dout @ self.Wb.T)[:, 1:]
