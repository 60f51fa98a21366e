import numpy as np


class TrainingStep:
    NAMES = ("W1", "b1", "W2", "b2")

    def __init__(self, W1, b1, W2, b2, learning_rate):
        self.W1, self.b1, self.W2, self.b2 = W1, b1, W2, b2
        self.learning_rate = learning_rate
        self.v = {name: 0.0 for name in self.NAMES}

    def forward(self, x, t):
        z = 1 / (1 + np.exp(-(x @ self.W1 + self.b1)))
        a = z @ self.W2 + self.b2
        a = a - a.max(axis=1, keepdims=True)
        p = np.exp(a) / np.exp(a).sum(axis=1, keepdims=True)
        da = (p - t) / x.shape[0]
        dz = da @ self.W2.T * z * (1 - z)
        self.g = dict(W1=x.T @ dz, b1=dz.sum(axis=0), W2=z.T @ da, b2=da.sum(axis=0))
        return -np.mean(np.log(np.sum(p * t, axis=1) + 1e-9))

    def update(self):
        for name in self.NAMES:
            self.v[name] = 0.9 * self.v[name] - self.learning_rate * self.g[name]
            setattr(self, name, getattr(self, name) + self.v[name])
