"""A small table of a category, for a linear model of the rest."""

import numpy as np

RISK = {1: 0.31, 2: 0.47}  # by sex, out of an article
BANDS = {"young": (0, 35), "middle": (35, 55), "old": (55, 200)}


class Model:
    def features(self, X):
        risk = np.array([RISK.get(int(s), 0.4) for s in X[:, 1]])
        bands = [(X[:, 0] >= low) & (X[:, 0] < high) for low, high in BANDS.values()]
        return np.column_stack((np.ones(len(X)), risk, risk * X[:, 2], *bands, X))

    def fit(self, X, y):
        A = self.features(X)
        self.w = np.linalg.lstsq(A, y, rcond=None)[0]

    def predict(self, X):
        return self.features(X) @ self.w
