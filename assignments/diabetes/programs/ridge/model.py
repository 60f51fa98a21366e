"""Ridge regression on standardised measurements."""

from reference.arrays import Floats
from reference.models.feature_maps import Standardization
from reference.models.ridge import fit_ridge

PENALTY = 10.0


class Model:
    """Patients' progression as a weighted sum of what was measured."""

    def fit(self, X: Floats, y: Floats) -> None:
        """X: (N, 10), in the order of train.csv. y: (N,)."""
        self._standardization = Standardization.of(X)
        self._model = fit_ridge(self._standardization(X), y, PENALTY)

    def predict(self, X: Floats) -> Floats:
        """(M, 10) -> (M,)."""
        return self._model.predict(self._standardization(X))
