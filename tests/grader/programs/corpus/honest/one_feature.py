"""A straight line through the one feature that matters most."""

import numpy as np


class Model:
    def fit(self, X, y):
        r = [abs(np.corrcoef(X[:, j], y)[0, 1]) for j in range(X.shape[1])]
        self.j = int(np.argmax(r))
        self.line = np.polyfit(X[:, self.j], y, 1)

    def predict(self, X):
        return np.polyval(self.line, X[:, self.j])
