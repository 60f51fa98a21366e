import numpy as np


class TrainingStep:
    def __init__(self, W1, b1, W2, b2, learning_rate=0.1):
        self.W1 = W1
        self.b1 = b1
        self.W2 = W2
        self.b2 = b2
        self.lr = 0.1

    def sigmoid(self, x):
        return 1.0 / (1.0 + np.exp(-x))

    def forward(self, x, t):
        self.x, self.t = x, t
        self.h = self.sigmoid(x.dot(self.W1) + self.b1)
        s = self.h.dot(self.W2) + self.b2
        s = np.exp(s - s.max(axis=1, keepdims=True))
        self.y = s / s.sum(axis=1, keepdims=True)
        return -(t * np.log(self.y + 1e-9)).sum() / len(x)

    def update(self):
        dy = (self.y - self.t) / len(self.x)
        dh = dy.dot(self.W2.T) * self.h * (1 - self.h)
        self.W1 = self.W1 - self.lr * self.x.T.dot(dh)
        self.b1 = self.b1 - self.lr * dh.sum(axis=0)
        self.W2 = self.W2 - self.lr * self.h.T.dot(dy)
        self.b2 = self.b2 - self.lr * dy.sum(axis=0)
