"""A linear model that bounds what outliers pull, by reweighting."""

import numpy as np


class Model:
    def fit(self, X, y, rounds=30):
        self.mean, self.std = X.mean(axis=0), X.std(axis=0) + 1e-12
        A = np.column_stack((np.ones(len(X)), (X - self.mean) / self.std))
        w = np.ones(len(y))
        for _ in range(rounds):
            B = A * w[:, None]
            self.c = np.linalg.solve(A.T @ B + 1e-6 * np.eye(A.shape[1]), B.T @ y)
            rest = np.abs(y - A @ self.c)
            w = np.minimum(1.0, 1.345 * np.median(rest) / np.maximum(rest, 1e-9))

    def predict(self, X):
        return self.c[0] + (X - self.mean) / self.std @ self.c[1:]
