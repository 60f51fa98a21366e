import numpy as np


class TrainingStep:
    def __init__(self, W1, b1, W2, b2, learning_rate):
        self.W1, self.b1 = W1, b1
        self.W2, self.b2 = W2, b2
        self.learning_rate = learning_rate
        self.grads = None

    def forward(self, x, t):
        h = 1 / (1 + np.exp(-(x @ self.W1 + self.b1)))
        a = h @ self.W2 + self.b2
        p = np.exp(a - a.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        self.cache = x, t, h, p
        return -np.sum(t * np.log(p + 1e-9)) / len(x)

    def gradients(self):
        x, t, h, p = self.cache
        d2 = (p - t) / len(x)
        d1 = d2 @ self.W2.T * h * (1 - h)
        return x.T @ d1, d1.sum(axis=0), h.T @ d2, d2.sum(axis=0)

    def update(self):
        self.grads = self.grads or self.gradients()
        dW1, db1, dW2, db2 = self.grads
        self.W1 = self.W1 - self.learning_rate * dW1
        self.b1 = self.b1 - self.learning_rate * db1
        self.W2 = self.W2 - self.learning_rate * dW2
        self.b2 = self.b2 - self.learning_rate * db2
