import numpy as np

class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b
        self._x = self._d = None

    def forward(self, x):
        self._x = x
        return np.add(np.matmul(x, self.W), self.b)

    def backward(self, dout):
        self._d = np.array(dout)
        return np.matmul(self._d, np.transpose(self.W))

    @property
    def dW(self):
        return self._x.T @ self._d

    @property
    def db(self):
        return np.ones(len(self._d)) @ self._d
