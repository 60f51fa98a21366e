"""Random Fourier features of standardised logarithms, and ridge regression behind them."""

import numpy as np

from reference.arrays import Floats
from reference.models.feature_maps import Standardization, signed_log
from reference.models.fourier_features import FourierFeatures
from reference.models.ridge import fit_ridge
from reference.models.target_maps import BoxCox

WAVES, GAMMA, PENALTY = 300, 0.005, 0.1
FARTHEST = 4.0  # standard deviations
LOGARITHM = BoxCox(0.0)


class Model:
    """Comments that posts will receive: their logarithm by the radial kernel, nearly."""

    def fit(self, X: Floats, y: Floats) -> None:
        """X: (N, 53), in the order of train.csv. y: (N,), counts."""
        self._standardization = Standardization.of(signed_log(X))
        self._waves = FourierFeatures.draw(X.shape[1], WAVES, GAMMA, np.random.default_rng(0))
        self._model = fit_ridge(self._features(X), LOGARITHM(y), PENALTY)

    def predict(self, X: Floats) -> Floats:
        """(M, 53) -> (M,), none below 0."""
        return LOGARITHM.inverse(self._model.predict(self._features(X)))

    def _features(self, X: Floats) -> Floats:
        rows = np.clip(self._standardization(signed_log(X)), -FARTHEST, FARTHEST)
        return self._waves(rows)
