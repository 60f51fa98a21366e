"""What a metric is: a score, its direction and bounds, and what it asks of numbers."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from grader.exact import exact_mean
from grader.metrics.effects import effects_of_root
from grader.metrics.errors import root_mean_square
from grader.problems import ProblemKind
from grader.ranking import Better
from languages import translatable
from reference.arrays import Booleans, Floats

Family = Literal["numbers", "classes", "probabilities"]
Finish = Literal["mean", "root", "complement"]

CHOOSE = translatable("Give the label file what the metric asks for, or choose another metric.")
"""The hint of a label that a metric cannot take."""


@dataclass(frozen=True)
class Need:
    """What every single number must be.

    words: that, for teachers. meets: from values (N,) to which of them are (N,). broken: the
    problem of one that is not.
    """

    words: str
    meets: Callable[[Floats], Booleans]
    broken: ProblemKind

    def require(self, values: Floats) -> None:
        """Nothing. Raises ValueError, without the value, where one does not meet the need."""
        places = np.flatnonzero(~self.meets(values))
        if places.size:
            raise ValueError(f"{self.broken.code} at {int(places[0])} of {values.size}")


@dataclass(frozen=True)
class PartNeed:
    """That the labels of a part are not all the same, or the metric is undefined on it.

    words: that, for teachers. broken: the problem of a part that is not so.
    """

    words: str
    broken: ProblemKind

    @staticmethod
    def meets(labels: Floats) -> bool:
        """Whether labels (N,), N > 0, differ."""
        return bool(labels.min() < labels.max())

    def require(self, labels: Floats) -> None:
        """Nothing. Raises ValueError where the metric is undefined on these labels."""
        if not self.meets(labels):
            raise ValueError(self.broken.code)


@dataclass(frozen=True)
class RowLosses:
    """A metric as the mean of one loss per row, lower being better.

    formula: from predictions (N,) and labels (N,) to non-negative losses (N,); for a root, to
    errors whose squares are the losses. finish: from the mean of the losses to the score,
    which is that mean, its square root, or one minus it.
    """

    formula: Callable[[Floats, Floats], Floats]
    finish: Finish = "mean"


@dataclass(frozen=True)
class Metric:
    """One way to score predictions.

    slug: its name in `assignment.toml`. title: its name for people. short: what stands over a
    column of a board, translatable unless it is the same in every language. words: what the score
    is, for teachers. of: what labels stand for. better: which direction wins. bounds: the lowest
    and the highest score. formula: from predictions (N,) and labels (N,) that meet every need to
    the score, the same bits in any order of rows; None where that is the mean of the row losses, or
    its root.
    rows: where the score comes from a mean over rows. of_predictions, of_labels, of_parts: what it
    asks for. constant: from labels (N,) to the one number that predicts them best, from which the
    Ladder starts. row_effects: where the score is no mean over rows, from predictions and labels to
    what each row does to it, see `effects`. start: from labels to the effects from which the Ladder
    starts, where those of the constant do not vary.
    """

    slug: str
    title: str
    short: str
    words: str
    of: Family
    better: Better
    bounds: tuple[float, float]
    constant: Callable[[Floats], float]
    formula: Callable[[Floats, Floats], float] | None = None
    rows: RowLosses | None = None
    of_predictions: Need | None = None
    of_labels: Need | None = None
    of_parts: PartNeed | None = None
    row_effects: Callable[[Floats, Floats], Floats] | None = None
    start: Callable[[Floats], Floats] | None = None

    @property
    def best(self) -> float:
        """The score of predictions that nothing can beat."""
        return self.bounds[0] if self.better == "lower" else self.bounds[1]

    def score(self, predictions: Floats, labels: Floats) -> float:
        """How good predictions (N,) are for labels (N,).

        Infinite where that is beyond float64: such a score never ranks. Raises ValueError for
        N = 0, two different shapes, and what breaks a need.
        """
        self._check(predictions, labels)
        if self.of_parts is not None:
            self.of_parts.require(labels)
        if self.formula is not None:
            return self.formula(predictions, labels)
        assert self.rows is not None
        errors = self.rows.formula(predictions, labels)
        return root_mean_square(errors) if self.rows.finish == "root" else exact_mean(errors)

    def losses(self, predictions: Floats, labels: Floats) -> Floats:
        """The loss of each row, (N,), from predictions (N,) and labels (N,).

        Raises ValueError as `score` does, and for a metric that is no mean over rows.
        """
        if self.rows is None:
            raise ValueError(f"{self.slug} is no mean over rows")
        self._check(predictions, labels)
        losses = self.rows.formula(predictions, labels)
        with np.errstate(over="ignore", under="ignore"):
            return np.square(losses) if self.rows.finish == "root" else losses

    def effects(self, predictions: Floats, labels: Floats) -> Floats:
        """What each row does to the score, (N,), lower being better: their mean is the distance.

        The distance is the score where lower scores win, else one less the score. Infinite beyond
        float64. Raises ValueError as `score` does.
        """
        if self.row_effects is None:
            losses = self.losses(predictions, labels)
            is_root = self.rows is not None and self.rows.finish == "root"
            return effects_of_root(losses) if is_root else losses
        self._check(predictions, labels)
        if self.of_parts is not None:
            self.of_parts.require(labels)
        with np.errstate(over="ignore", invalid="ignore"):
            found = self.row_effects(predictions, labels)
        return found if np.isfinite(found).all() else np.full(labels.shape, math.inf)

    def start_effects(self, labels: Floats) -> Floats:
        """The effects (N,) of somebody who knows nothing of the rows, but the best constant.

        Raises ValueError where the metric is undefined on these labels.
        """
        if self.of_parts is not None:
            self.of_parts.require(labels)
        if self.start is not None:
            return self.start(labels)
        return self.effects(np.full(labels.shape, self.constant(labels)), labels)

    def distance(self, predictions: Floats, labels: Floats) -> float:
        """The score of predictions (N,), turned so that lower is better in every metric.

        Infinite for predictions that the metric cannot score.
        """
        need = self.of_predictions
        if need is not None and not need.meets(predictions).all():
            return math.inf
        score = self.score(predictions, labels)
        return score if self.better == "lower" else -score

    def _check(self, predictions: Floats, labels: Floats) -> None:
        if predictions.shape != labels.shape:
            raise ValueError(f"expected predictions {labels.shape}, got {predictions.shape}")
        if labels.ndim != 1 or labels.size == 0:
            raise ValueError(f"expected at least one label in a row, got {labels.shape}")
        for need, values in ((self.of_predictions, predictions), (self.of_labels, labels)):
            if need is not None:
                need.require(values)
