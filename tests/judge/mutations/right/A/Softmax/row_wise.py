import numpy as np


class Softmax:
    def forward(self, x):
        e = np.exp(x - np.max(x, axis=1, keepdims=True))
        self.y = e / np.sum(e, axis=1, keepdims=True)
        return self.y

    def backward(self, dout):
        dx = self.y * dout
        total = np.sum(dx, axis=1, keepdims=True)
        dx -= self.y * total
        return dx
