"""Ridge regression on random Fourier features."""

import numpy as np


class Model:
    def features(self, X):
        return np.cos((X - self.mean) / self.std @ self.W + self.phase)

    def fit(self, X, y):
        rng = np.random.default_rng(7)
        self.mean, self.std = X.mean(axis=0), X.std(axis=0) + 1e-12
        self.W = rng.normal(scale=0.2, size=(X.shape[1], 200))
        self.phase = rng.uniform(0, 2 * np.pi, 200)
        A, self.b = self.features(X), y.mean()
        self.w = np.linalg.solve(A.T @ A + 0.3 * np.eye(200), A.T @ (y - self.b))

    def predict(self, X):
        return self.features(X) @ self.w + self.b
