"""Rules with thresholds out of a textbook as features of a linear model."""

import numpy as np


def features(X):
    age, sex, bmi, bp, s1, s2, s3, s4, s5, s6 = X.T
    return np.column_stack(
        (
            np.ones(len(X)),
            age > 45,
            age > 60,
            sex == 2,
            bmi > 18.5,
            bmi > 25,
            bmi > 30,
            bmi > 35,
            bp > 80,
            bp > 90,
            bp > 100,
            s1 > 200,
            s1 > 240,
            s2 > 100,
            s2 > 130,
            s2 > 160,
            s3 < 40,
            s3 > 60,
            s4 > 3.5,
            s4 > 5,
            s5 > np.log(100),
            s5 > np.log(150),
            s6 > 100,
            bmi,
            bp,
            s5,
        )
    ).astype(float)


class Model:
    def fit(self, X, y):
        A = features(X)
        self.w = np.linalg.solve(A.T @ A + np.eye(A.shape[1]), A.T @ y)

    def predict(self, X):
        return features(X) @ self.w
