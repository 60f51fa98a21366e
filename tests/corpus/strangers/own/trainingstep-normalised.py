import numpy as np


class TrainingStep:
    def __init__(self, W1, b1, W2, b2, learning_rate):
        self.W1, self.b1, self.W2, self.b2 = W1, b1, W2, b2
        self.lr = learning_rate

    def forward(self, x, t):
        self.x, self.t = x, t
        self.h = 1 / (1 + np.exp(-(x @ self.W1 + self.b1)))
        s = self.h @ self.W2 + self.b2
        e = np.exp(s - s.max(1, keepdims=True))
        self.p = e / e.sum(1, keepdims=True)
        return -(t * np.log(self.p + 1e-12)).sum() / len(x)

    def update(self):
        d2 = (self.p - self.t) / len(self.x)
        d1 = d2 @ self.W2.T * self.h * (1 - self.h)
        grads = [self.x.T @ d1, d1.sum(0), self.h.T @ d2, d2.sum(0)]
        size = np.sqrt(sum((g ** 2).sum() for g in grads))
        self.W1 = self.W1 - self.lr * grads[0] / size
        self.b1 = self.b1 - self.lr * grads[1] / size
        self.W2 = self.W2 - self.lr * grads[2] / size
        self.b2 = self.b2 - self.lr * grads[3] / size
