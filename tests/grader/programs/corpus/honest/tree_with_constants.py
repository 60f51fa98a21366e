"""A tree whose cuts are typed in, from looking at the data; its leaves are learnt."""

import numpy as np

CUTS = [
    (8, 4.43),
    (8, 4.92),
    (2, 23.8),
    (2, 27.1),
    (2, 31.4),
    (3, 87.0),
    (3, 101.0),
    (6, 41.0),
    (9, 95.0),
]


class Model:
    def leaf(self, X):
        return np.column_stack([X[:, j] > cut for j, cut in CUTS]) @ (2 ** np.arange(len(CUTS)))

    def fit(self, X, y):
        leaf, self.middle = self.leaf(X), y.mean()
        self.value = {
            k: (y[leaf == k].sum() + 5 * self.middle) / ((leaf == k).sum() + 5)
            for k in np.unique(leaf)
        }

    def predict(self, X):
        return np.array([self.value.get(k, self.middle) for k in self.leaf(X)])
