"""Kernel ridge regression with a Gaussian kernel on 600 of the rows."""

import numpy as np


class Model:
    def fit(self, X, y):
        rng = np.random.default_rng(1)
        self.mean, self.std = X.mean(axis=0), X.std(axis=0) + 1e-12
        Z, self.b = (X - self.mean) / self.std, y.mean()
        chosen = rng.permutation(len(Z))[:600]
        self.Z = Z[chosen]
        K = self.kernel(self.Z)
        self.a = np.linalg.solve(K + 1.0 * np.eye(len(K)), y[chosen] - self.b)

    def kernel(self, Z):
        squares = np.square(Z).sum(axis=1)[:, None] + np.square(self.Z).sum(axis=1)
        return np.exp(-0.03 * np.maximum(squares - 2 * Z @ self.Z.T, 0))

    def predict(self, X):
        return self.kernel((X - self.mean) / self.std) @ self.a + self.b
