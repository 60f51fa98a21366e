"""Regression on the first five principal components."""

import numpy as np


class Model:
    def fit(self, X, y):
        self.mean, self.std, self.b = X.mean(axis=0), X.std(axis=0) + 1e-12, y.mean()
        Z = (X - self.mean) / self.std
        self.V = np.linalg.svd(Z, full_matrices=False)[2][:5].T
        self.w = np.linalg.lstsq(Z @ self.V, y - self.b, rcond=None)[0]

    def predict(self, X):
        return (X - self.mean) / self.std @ self.V @ self.w + self.b
