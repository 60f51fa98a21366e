"""The mean, whatever is asked."""

import numpy as np


class Model:
    def fit(self, X, y):
        self.mean = y.mean()

    def predict(self, X):
        return np.full(len(X), self.mean)
