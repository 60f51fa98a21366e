"""An extreme learning machine on standardised logarithms."""

import numpy as np

from reference.arrays import Floats
from reference.models.extreme_learning_machine import fit_extreme_learning_machine
from reference.models.feature_maps import Standardization, signed_log
from reference.models.target_maps import BoxCox

HIDDEN, PENALTY = 300, 1.0
FARTHEST = 4.0  # standard deviations
LOGARITHM = BoxCox(0.0)


class Model:
    """Comments that posts will receive, from a hidden layer that is drawn and left alone."""

    def fit(self, X: Floats, y: Floats) -> None:
        """X: (N, 53), in the order of train.csv. y: (N,), counts."""
        self._standardization = Standardization.of(signed_log(X))
        rows, rng = self._features(X), np.random.default_rng(0)
        self._model = fit_extreme_learning_machine(rows, LOGARITHM(y), HIDDEN, PENALTY, rng)

    def predict(self, X: Floats) -> Floats:
        """(M, 53) -> (M,), none below 0."""
        return LOGARITHM.inverse(self._model.predict(self._features(X)))

    def _features(self, X: Floats) -> Floats:
        return np.clip(self._standardization(signed_log(X)), -FARTHEST, FARTHEST)
