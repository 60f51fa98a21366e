"""A ridge so heavy that hardly anything but the mean is left."""

import numpy as np


class Model:
    def fit(self, X, y):
        self.mean, self.std = X.mean(axis=0), X.std(axis=0)
        Z, self.b = (X - self.mean) / self.std, y.mean()
        self.w = np.linalg.solve(Z.T @ Z + 2e5 * np.eye(Z.shape[1]), Z.T @ (y - self.b))

    def predict(self, X):
        return (X - self.mean) / self.std @ self.w + self.b
