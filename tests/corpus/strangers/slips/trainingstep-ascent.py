import numpy as np


class TrainingStep:
    def __init__(self, W1, b1, W2, b2, learning_rate):
        self.W1, self.b1, self.W2, self.b2 = (np.array(p) for p in (W1, b1, W2, b2))
        self.lr = learning_rate

    def forward(self, x, t):
        self.x, self.t = x, t
        self.h = 1 / (1 + np.exp(-(x @ self.W1 + self.b1)))
        a = self.h @ self.W2 + self.b2
        e = np.exp(a - a.max(1, keepdims=True))
        self.y = e / e.sum(1, keepdims=True)
        return -np.sum(t * np.log(self.y + 1e-9)) / len(x)

    def update(self):
        d2 = (self.y - self.t) / len(self.x)
        d1 = d2 @ self.W2.T * self.h * (1 - self.h)
        grads = {"W1": self.x.T @ d1, "b1": d1.sum(0), "W2": self.h.T @ d2, "b2": d2.sum(0)}
        for name, grad in grads.items():
            setattr(self, name, getattr(self, name) + self.lr * grad)
