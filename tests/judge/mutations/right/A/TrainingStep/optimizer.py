import numpy as np


class SGD:
    def __init__(self, lr):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            params[key] = params[key] - self.lr * grads[key]


class TrainingStep:
    def __init__(self, W1, b1, W2, b2, learning_rate):
        self.params = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
        self.optimizer = SGD(learning_rate)

    def __getattr__(self, name):
        if name in ("W1", "b1", "W2", "b2"):
            return self.params[name]
        raise AttributeError(name)

    def forward(self, x, t):
        h = x @ self.W1 + self.b1
        z = 1.0 / (1.0 + np.exp(-h))
        a = z @ self.W2 + self.b2
        e = np.exp(a - np.max(a, axis=1, keepdims=True))
        y = e / np.sum(e, axis=1, keepdims=True)
        self.cache = x, z, y, t
        return -np.sum(t * np.log(y + 1e-12)) / x.shape[0]

    def gradient(self):
        x, z, y, t = self.cache
        d = (y - t) / x.shape[0]
        grads = {"W2": z.T @ d, "b2": np.sum(d, axis=0)}
        d = (d @ self.W2.T) * (1 - z) * z
        grads["W1"] = x.T @ d
        grads["b1"] = np.sum(d, axis=0)
        return grads

    def update(self):
        self.optimizer.update(self.params, self.gradient())
