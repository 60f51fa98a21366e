"""A ridge and its residuals by neighbours, blended by what a part of the rows says."""

import numpy as np


class Model:
    def fit(self, X, y):
        self.mean, self.std = X.mean(axis=0), X.std(axis=0) + 1e-12
        Z, self.b = (X - self.mean) / self.std, y.mean()
        self.w = np.linalg.solve(Z.T @ Z + 5 * np.eye(Z.shape[1]), Z.T @ (y - self.b))
        self.Z, self.rest = Z, y - self.b - Z @ self.w
        part = np.random.default_rng(2).permutation(len(y))[:200]
        held = np.array([self.near(z, skip=True) for z in Z[part]])
        self.share = float(np.clip(held @ self.rest[part] / (held @ held + 1e-9), 0, 1))

    def near(self, z, skip=False):
        d = np.square(self.Z - z).sum(axis=1)
        return self.rest[np.sort(np.argsort(d, kind="stable")[int(skip) : 20 + int(skip)])].mean()

    def predict(self, X):
        Z = (X - self.mean) / self.std
        return self.b + Z @ self.w + self.share * np.array([self.near(z) for z in Z])
