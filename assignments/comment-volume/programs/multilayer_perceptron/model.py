"""The mean of eight multilayer perceptrons on logarithms, in NumPy alone.

1. Features. Counts spread over powers of ten, so signed logarithms are taken, standardised and
   clipped. The age of a post also comes as a line that bends at full days, with the logarithm of
   the hours that the counts of the last 24 cover; the page's category, a code, as one column each.
2. Target. A Box-Cox power of the count. The least absolute error means the median on either side
   of the map, so the network is trained on the very error that is scored, while misses on huge
   posts no longer drown all others.
3. Network. Two rectified hidden layers, dropout, Adam on mini-batches, a rate that falls to 0.
4. Ensemble. Networks differ by their random numbers alone; the mean has less error than each.

Sources: each piece of `reference` names its own; docs/comment-volume-recipe.md says what each
brings.
"""

import numpy as np

from reference.arrays import Floats
from reference.losses import absolute_error
from reference.models.ensemble import fit_ensemble
from reference.models.feature_maps import Categories, Standardization, hinges, signed_log
from reference.models.multilayer_perceptron import multilayer_perceptron
from reference.models.target_maps import BoxCox
from reference.network import Sequential
from reference.optimizers import Adam
from reference.schedules import CosineDecay
from reference.training import minibatches, train_epoch

CATEGORY, HOURS_SINCE_POST, HOURS_AHEAD = 3, 34, 38  # columns of X
DAY = 24.0
DAYS = np.array([0.0, DAY, 2 * DAY])
FARTHEST = 4.0  # standard deviations
CATEGORY_SCALE = 3.0  # a code is rare; a larger input learns faster
HIDDEN, DROP, RATE, BATCH = (128, 64), 0.1, 0.002, 200
COMMENTS = BoxCox(0.15)


class Features:
    """What the network sees of a row, as the rows to fit have it."""

    def __init__(self, X: Floats) -> None:
        self._categories = Categories.of(X[:, CATEGORY])
        self._standardization = Standardization.of(self._numbers(X))

    def __call__(self, X: Floats) -> Floats:
        """(N, 53) -> (N, D)."""
        numbers = np.clip(self._standardization(self._numbers(X)), -FARTHEST, FARTHEST)
        return np.hstack((numbers, CATEGORY_SCALE * self._categories(X[:, CATEGORY])))

    @staticmethod
    def _numbers(X: Floats) -> Floats:
        age = X[:, HOURS_SINCE_POST]
        covered = np.log1p(np.minimum(age, DAY))
        return np.column_stack((signed_log(X), hinges(age, DAYS), covered, X[:, HOURS_AHEAD]))


class Model:
    """Comments that posts will receive. The same seed gives the same predictions."""

    def __init__(self, seed: int = 0, members: int = 8, epochs: int = 60) -> None:
        self.seed, self.members, self.epochs = seed, members, epochs

    def fit(self, X: Floats, y: Floats) -> None:
        """X: (N, 53), in the order of train.csv. y: (N,), counts."""
        self._features = Features(X)
        rows, targets = self._features(X), COMMENTS(y)[:, np.newaxis]
        self._ensemble = fit_ensemble(
            lambda rng: self._member(rows, targets, rng),
            self.members,
            np.random.default_rng(self.seed),
        )

    def predict(self, X: Floats) -> Floats:
        """(N, 53) -> (N,), none below 0."""
        return COMMENTS.inverse(self._ensemble.predict(self._features(X))[:, 0])

    def _member(self, rows: Floats, targets: Floats, rng: np.random.Generator) -> Sequential:
        """One network, trained. rows: (N, D). targets: (N, 1)."""
        network = multilayer_perceptron((rows.shape[1], *HIDDEN, 1), rng, drop=DROP)
        rule = CosineDecay(Adam(RATE), self.epochs * -(-len(rows) // BATCH))
        for _ in range(self.epochs):
            train_epoch(
                lambda batch: network.loss_and_gradients(
                    absolute_error, rows[batch], targets[batch]
                ),
                network.parameters,
                rule,
                minibatches(len(rows), BATCH, rng),
            )
        return network
