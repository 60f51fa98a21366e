"""Medians over a grid of two features."""

import numpy as np


class Model:
    def cell(self, X):
        return np.searchsorted(self.a, X[:, 2]) * 10 + np.searchsorted(self.b, X[:, 8])

    def fit(self, X, y):
        self.a, self.b = (np.quantile(X[:, j], [0.17, 0.33, 0.5, 0.67, 0.83]) for j in (2, 8))
        cell, self.middle = self.cell(X), np.median(y)
        self.table = {k: np.median(y[cell == k]) for k in np.unique(cell) if (cell == k).sum() > 8}

    def predict(self, X):
        return np.array([self.table.get(k, self.middle) for k in self.cell(X)])
