"""An extreme learning machine on standardised measurements."""

import numpy as np

from reference.arrays import Floats
from reference.models.extreme_learning_machine import fit_extreme_learning_machine
from reference.models.feature_maps import Standardization

HIDDEN, PENALTY = 300, 1.0


class Model:
    """Patients' progression from a hidden layer that is drawn and left alone."""

    def fit(self, X: Floats, y: Floats) -> None:
        """X: (N, 10), in the order of train.csv. y: (N,)."""
        self._standardization = Standardization.of(X)
        rows, rng = self._standardization(X), np.random.default_rng(0)
        self._model = fit_extreme_learning_machine(rows, y, HIDDEN, PENALTY, rng)

    def predict(self, X: Floats) -> Floats:
        """(M, 10) -> (M,)."""
        return self._model.predict(self._standardization(X))
