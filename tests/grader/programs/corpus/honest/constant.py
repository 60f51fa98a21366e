"""The median, whatever is asked."""

import numpy as np


class Model:
    def fit(self, X, y):
        self.value = np.median(y)

    def predict(self, X):
        return np.full(len(X), self.value)
