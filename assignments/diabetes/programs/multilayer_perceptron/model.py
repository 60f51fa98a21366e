"""A multilayer perceptron on standardised measurements, trained by the error that is scored."""

import numpy as np

from reference.arrays import Floats
from reference.losses import absolute_error
from reference.models.feature_maps import Standardization
from reference.models.multilayer_perceptron import multilayer_perceptron
from reference.optimizers import Adam
from reference.schedules import CosineDecay
from reference.training import minibatches, train_epoch

HIDDEN, RATE, BATCH, EPOCHS = 32, 0.01, 100, 30


class Model:
    """Patients' progression from a hidden layer that is learnt."""

    def fit(self, X: Floats, y: Floats) -> None:
        """X: (N, 10), in the order of train.csv. y: (N,)."""
        self._standardization, self._scale = Standardization.of(X), Standardization.of(y[:, None])
        rows, targets = self._standardization(X), self._scale(y[:, None])
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
        """(M, 10) -> (M,)."""
        scaled = self._network.predict(self._standardization(X))
        predictions: Floats = (scaled * self._scale.deviation + self._scale.mean)[:, 0]
        return predictions
