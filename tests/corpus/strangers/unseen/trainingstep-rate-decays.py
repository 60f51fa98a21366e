import numpy as np


class TrainingStep:
    def __init__(self, W1, b1, W2, b2, learning_rate):
        self.W1, self.b1 = W1.copy(), b1.copy()
        self.W2, self.b2 = W2.copy(), b2.copy()
        self.learning_rate = learning_rate

    def forward(self, x, t):
        self.x = x
        self.h = 1 / (1 + np.exp(-(x @ self.W1 + self.b1)))
        u = self.h @ self.W2 + self.b2
        e = np.exp(u - u.max(axis=1, keepdims=True))
        p = e / e.sum(axis=1, keepdims=True)
        self.d = (p - t) / len(x)
        return -np.sum(t * np.log(p + 1e-12)) / len(x)

    def update(self):
        lr = self.learning_rate
        da = self.d @ self.W2.T * self.h * (1 - self.h)
        self.W2 -= lr * self.h.T @ self.d
        self.b2 -= lr * self.d.sum(axis=0)
        self.W1 -= lr * self.x.T @ da
        self.b1 -= lr * da.sum(axis=0)
        self.learning_rate *= 0.95
