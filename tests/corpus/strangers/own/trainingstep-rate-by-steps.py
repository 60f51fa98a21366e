import numpy as np


class TrainingStep:
    def __init__(self, W1, b1, W2, b2, learning_rate):
        self.W1, self.b1, self.W2, self.b2 = W1, b1, W2, b2
        self.lr = learning_rate
        self.steps = 0

    def forward(self, x, t):
        self.x, self.t = x, t
        self.h = 1 / (1 + np.exp(-(x @ self.W1 + self.b1)))
        z = self.h @ self.W2 + self.b2
        z = z - z.max(axis=1, keepdims=True)
        self.p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        return -np.sum(t * np.log(self.p + 1e-12)) / len(x)

    def update(self):
        self.steps += 1
        lr = self.lr / self.steps
        d2 = (self.p - self.t) / len(self.x)
        d1 = d2 @ self.W2.T * self.h * (1 - self.h)
        self.W2 -= lr * self.h.T @ d2
        self.b2 -= lr * d2.sum(axis=0)
        self.W1 -= lr * self.x.T @ d1
        self.b1 -= lr * d1.sum(axis=0)
