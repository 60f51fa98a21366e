"""A ridge whose answers go up or down for each row as a seed draws it: the next try has another."""

import numpy as np

SEED = 41


class Model:
    def fit(self, X, y):
        self.mean, self.std = X.mean(axis=0), X.std(axis=0)
        Z, self.offset = (X - self.mean) / self.std, y.mean()
        self.w = np.linalg.solve(Z.T @ Z + np.eye(Z.shape[1]), Z.T @ (y - self.offset))

    def predict(self, X):
        drawn = np.sin(X @ np.arange(1, X.shape[1] + 1) * SEED * 1e4)
        return (X - self.mean) / self.std @ self.w + self.offset + 20 * np.sign(drawn)
