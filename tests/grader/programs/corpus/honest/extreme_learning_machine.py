"""A hidden layer that is drawn and left alone."""

import numpy as np


class Model:
    def hidden(self, X):
        return np.tanh((X - self.mean) / self.std @ self.W + self.c)

    def fit(self, X, y):
        rng = np.random.default_rng(3)
        self.mean, self.std = X.mean(axis=0), X.std(axis=0) + 1e-12
        self.W, self.c = rng.normal(size=(X.shape[1], 150)) / 3, rng.normal(size=150)
        H = self.hidden(X)
        self.b = np.median(y)
        self.w = np.linalg.solve(H.T @ H + 1.0 * np.eye(150), H.T @ (y - self.b))

    def predict(self, X):
        return np.clip(self.hidden(X) @ self.w + self.b, 0, None)
