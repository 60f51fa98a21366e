import numpy as np


class Softmax:
    def __init__(self):
        self.top = None

    def forward(self, x):
        if self.top is None:
            self.top = x.max(axis=1, keepdims=True)
            self.e = np.exp(x - self.top)
        self.y = self.e / self.e.sum(axis=1, keepdims=True)
        return self.y

    def backward(self, dout):
        return self.y * (dout - (dout * self.y).sum(axis=1, keepdims=True))
