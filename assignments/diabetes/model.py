"""A first program for the restricted track: a straight line through ten measurements.

The server makes a Model, calls fit with the numbers of train.csv, then predict with those of
test.csv. Try it on your own machine: python model.py, next to the data.
"""

import numpy as np


class Model:
    """Least squares, so that the squared error over all patients is smallest."""

    def fit(self, X, y):
        """X: (N, 10), the measurements in the order of test.csv. y: (N,)."""
        self.weights, *_ = np.linalg.lstsq(self.with_intercept(X), y, rcond=None)
        print(f"learnt from {len(y)} patients")

    def predict(self, X):
        """X: (M, 10). Returns one prediction for each row, (M,)."""
        return self.with_intercept(X) @ self.weights

    def with_intercept(self, X):
        """The features and a column of ones, so that the line need not pass through 0."""
        return np.column_stack([X, np.ones(len(X))])


if __name__ == "__main__":
    train = np.loadtxt("train.csv", delimiter=",", skiprows=1)
    half = len(train) // 2
    model = Model()
    model.fit(train[:half, :-1], train[:half, -1])
    errors = np.abs(model.predict(train[half:, :-1]) - train[half:, -1])
    print(f"mean absolute error on the other half: {errors.mean():.2f}")
