import numpy as np


class TrainingStep:
    def __init__(self, n_in, n_hidden, n_out, learning_rate):
        self.params = {
            "W1": 0.1 * np.random.randn(n_hidden, n_in),
            "b1": np.zeros(n_hidden),
            "W2": 0.1 * np.random.randn(n_out, n_hidden),
            "b2": np.zeros(n_out),
        }
        self.grads = {}
        self.learning_rate = learning_rate

    def forward(self, x, t):
        W1, b1, W2, b2 = (self.params[k] for k in ("W1", "b1", "W2", "b2"))
        h = 1 / (1 + np.exp(-(x @ W1.T + b1)))
        o = h @ W2.T + b2
        o = np.exp(o - o.max(axis=1, keepdims=True))
        y = o / o.sum(axis=1, keepdims=True)
        d2 = (y - t) / len(x)
        d1 = d2 @ W2 * h * (1 - h)
        self.n = len(x)
        self.grads = {"W1": d1.T @ x, "b1": d1.sum(0), "W2": d2.T @ h, "b2": d2.sum(0)}
        return -np.sum(np.log(np.sum(y * t, axis=1) + 1e-9)) / len(x)

    def update(self):
        for key in self.params:
            self.params[key] = self.params[key] - self.learning_rate / self.n * self.grads[key]
