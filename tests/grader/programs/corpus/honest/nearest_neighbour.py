"""What the nearest row has."""

import numpy as np


class Model:
    def fit(self, X, y):
        self.scale = X.std(axis=0) + 1e-12
        self.rows = [(tuple(x), t) for x, t in zip((X / self.scale).tolist(), y.tolist())]
        self.Z, self.y = X / self.scale, y.copy()

    def predict(self, X):
        return np.array([self.y[np.abs(self.Z - x).sum(axis=1).argmin()] for x in X / self.scale])
