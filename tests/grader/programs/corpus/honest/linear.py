"""Least squares with an intercept."""

import numpy as np


class Model:
    def fit(self, X, y):
        A = np.column_stack((np.ones(len(X)), X))
        self.w = np.linalg.lstsq(A, y, rcond=None)[0]

    def predict(self, X):
        return self.w[0] + X @ self.w[1:]
