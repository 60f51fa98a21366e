"""One small multilayer perceptron on standardised logarithms, trained for a few epochs.

`multilayer_perceptron`, beside this, is what can be reached with patience; this takes seconds.
"""

import numpy as np

from reference.arrays import Floats
from reference.losses import absolute_error
from reference.models.feature_maps import Standardization, signed_log
from reference.models.multilayer_perceptron import multilayer_perceptron
from reference.models.target_maps import BoxCox
from reference.optimizers import Adam
from reference.schedules import CosineDecay
from reference.training import minibatches, train_epoch

HIDDEN, RATE, BATCH, EPOCHS = 64, 0.003, 200, 12
FARTHEST = 4.0  # standard deviations
COMMENTS = BoxCox(0.15)


class Model:
    """Comments that posts will receive, from a hidden layer that is learnt."""

    def fit(self, X: Floats, y: Floats) -> None:
        """X: (N, 53), in the order of train.csv. y: (N,), counts."""
        self._standardization = Standardization.of(signed_log(X))
        rows, targets = self._features(X), COMMENTS(y)[:, np.newaxis]
        rng = np.random.default_rng(0)
        self._network = multilayer_perceptron((X.shape[1], HIDDEN, 1), rng)
        rule = CosineDecay(Adam(RATE), EPOCHS * -(-len(rows) // BATCH))
        for _ in range(EPOCHS):
            train_epoch(
                lambda batch: self._network.loss_and_gradients(
                    absolute_error, rows[batch], targets[batch]
                ),
                self._network.parameters,
                rule,
                minibatches(len(rows), BATCH, rng),
            )

    def predict(self, X: Floats) -> Floats:
        """(M, 53) -> (M,), none below 0."""
        return COMMENTS.inverse(self._network.predict(self._features(X))[:, 0])

    def _features(self, X: Floats) -> Floats:
        return np.clip(self._standardization(signed_log(X)), -FARTHEST, FARTHEST)
