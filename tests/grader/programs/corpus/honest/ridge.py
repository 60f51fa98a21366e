"""Ridge regression, its penalty chosen by cross-validation."""

import numpy as np

PENALTIES = [0.01, 0.1, 1.0, 10.0, 100.0, 1000.0]


def solve(Z, t, penalty):
    return np.linalg.solve(Z.T @ Z + penalty * np.eye(Z.shape[1]), Z.T @ t)


class Model:
    def fit(self, X, y):
        self.mean, self.std = X.mean(axis=0), X.std(axis=0) + 1e-12
        Z, self.b = (X - self.mean) / self.std, y.mean()
        fold = np.random.default_rng(0).integers(0, 5, len(y))
        errors = []
        for penalty in PENALTIES:
            parts = []
            for k in range(5):
                w = solve(Z[fold != k], y[fold != k] - self.b, penalty)
                parts.append(np.abs(Z[fold == k] @ w + self.b - y[fold == k]).mean())
            errors.append(np.mean(parts))
        self.w = solve(Z, y - self.b, PENALTIES[int(np.argmin(errors))])
        print("penalty", PENALTIES[int(np.argmin(errors))])

    def predict(self, X):
        return (X - self.mean) / self.std @ self.w + self.b
