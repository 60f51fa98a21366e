"""One feature, scaled so that its mean is that of the targets."""


class Model:
    def fit(self, X, y):
        self.factor = y.mean() / X[:, 2].mean()

    def predict(self, X):
        return X[:, 2] * self.factor
