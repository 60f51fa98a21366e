import numpy as np


class TrainingStep:
    def __init__(self, W1, b1, W2, b2, learning_rate):
        self.W1, self.b1, self.W2, self.b2 = W1, b1, W2, b2
        self.lr = learning_rate

    def forward(self, x, t):
        self.x, self.t = x, t
        self.h = 1 / (1 + np.exp(-(x @ self.W1 + self.b1)))
        a = self.h @ self.W2 + self.b2
        e = np.exp(a - a.max(axis=1, keepdims=True))
        self.p = e / e.sum(axis=1, keepdims=True)
        return -np.log(np.maximum((self.p * t).sum(axis=1), 1e-30)).mean()

    def backward(self):
        d2 = (self.p - self.t) / len(self.t)
        d1 = d2 @ self.W2.T * self.h * (1 - self.h)
        return self.x.T @ d1, d1.sum(axis=0), self.h.T @ d2, d2.sum(axis=0)

    def update(self):
        dW1, db1, dW2, db2 = self.backward()
        self.W1 -= self.lr * dW1
        self.b1 -= self.lr * db1
        self.W2 -= self.lr * dW2
        self.b2 -= self.lr * db2
