"""The mean of the patients of the same sex."""

import numpy as np


class Model:
    def fit(self, X, y):
        self.means = {sex: y[X[:, 1] == sex].mean() for sex in np.unique(X[:, 1])}

    def predict(self, X):
        return np.array([self.means[sex] for sex in X[:, 1]])
