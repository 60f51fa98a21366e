import numpy as np


class ThreeLayerPerceptron:
    def __init__(self, W1, b1, W2, b2):
        self.W1, self.b1, self.W2, self.b2 = W1, b1, W2, b2

    @staticmethod
    def softmax(a):
        e = np.exp(a - np.max(a, axis=1, keepdims=True))
        return e / np.sum(e, axis=1, keepdims=True)

    def forward(self, x, t):
        self.x, self.t = x, t
        self.h = 1 / (1 + np.exp(-np.dot(x, self.W1)))
        self.y = self.softmax(np.dot(self.h, self.W2) + self.b2)
        return -np.sum(self.t * np.log(self.y + 1e-9)) / self.x.shape[0]

    def backward(self, dout=1):
        n = self.x.shape[0]
        d2 = (self.y - self.t) * dout / n
        d1 = np.dot(d2, self.W2.T) * self.h * (1 - self.h)
        self.dW2, self.db2 = np.dot(self.h.T, d2), d2.sum(0)
        self.dW1, self.db1 = np.dot(self.x.T, d1), d1.sum(0)
