"""Ridge regression on standardised logarithms."""

from reference.arrays import Floats
from reference.models.feature_maps import Standardization, signed_log
from reference.models.ridge import fit_ridge
from reference.models.target_maps import BoxCox

PENALTY = 10.0
LOGARITHM = BoxCox(0.0)


class Model:
    """Comments that posts will receive: their logarithm is a weighted sum of logarithms."""

    def fit(self, X: Floats, y: Floats) -> None:
        """X: (N, 53), in the order of train.csv. y: (N,), counts."""
        self._standardization = Standardization.of(signed_log(X))
        self._model = fit_ridge(self._features(X), LOGARITHM(y), PENALTY)

    def predict(self, X: Floats) -> Floats:
        """(M, 53) -> (M,), none below 0."""
        return LOGARITHM.inverse(self._model.predict(self._features(X)))

    def _features(self, X: Floats) -> Floats:
        return self._standardization(signed_log(X))
