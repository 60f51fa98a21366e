"""Ridge regression on all products of two features."""

import numpy as np


class Model:
    def expand(self, X):
        Z = (X - self.mean) / self.std
        i, j = np.triu_indices(Z.shape[1])
        return np.column_stack((np.ones(len(Z)), Z, Z[:, i] * Z[:, j]))

    def fit(self, X, y):
        self.mean, self.std = X.mean(axis=0), X.std(axis=0) + 1e-12
        A = self.expand(X)
        self.w = np.linalg.solve(A.T @ A + 30.0 * np.eye(A.shape[1]), A.T @ y)

    def predict(self, X):
        return self.expand(X) @ self.w
