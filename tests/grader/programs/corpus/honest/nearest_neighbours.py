"""The mean of the 15 nearest rows."""

import numpy as np


class Model:
    def fit(self, X, y):
        self.mean, self.std = X.mean(axis=0), X.std(axis=0) + 1e-12
        self.Z, self.y = (X - self.mean) / self.std, y.copy()

    def predict(self, X):
        Z = (X - self.mean) / self.std
        out = np.empty(len(Z))
        for i, z in enumerate(Z):
            near = np.argpartition(np.square(self.Z - z).sum(axis=1), 15)[:15]
            out[i] = self.y[np.sort(near)].mean()
        return out
