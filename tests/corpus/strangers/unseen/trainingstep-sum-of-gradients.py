import numpy as np


class TrainingStep:
    def __init__(self, W1, b1, W2, b2, learning_rate):
        self.W1 = W1
        self.b1 = b1
        self.W2 = W2
        self.b2 = b2
        self.lr = learning_rate

    def forward(self, x, t):
        z = x @ self.W1 + self.b1
        h = 1 / (1 + np.exp(-z))
        s = h @ self.W2 + self.b2
        s = s - s.max(axis=1, keepdims=True)
        p = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
        self.cache = x, t, h, p
        return -np.mean(np.log((p * t).sum(axis=1) + 1e-12))

    def update(self):
        x, t, h, p = self.cache
        ds = p - t
        dz = (ds @ self.W2.T) * h * (1 - h)
        self.W1 = self.W1 - self.lr * (x.T @ dz)
        self.b1 = self.b1 - self.lr * dz.sum(axis=0)
        self.W2 = self.W2 - self.lr * (h.T @ ds)
        self.b2 = self.b2 - self.lr * ds.sum(axis=0)
