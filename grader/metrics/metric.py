"""What a metric is: a score, its direction and unit, and what it asks of numbers."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from grader.problems import ProblemKind
from grader.ranking import Better
from reference.arrays import Booleans, Floats

Unit = Literal["labels", "nats", "none"]
Finish = Literal["mean", "root", "complement"]


@dataclass(frozen=True)
class Need:
    """What every single number must be.

    meets: from values (N,) to which of them are (N,). broken: the problem of one that is not.
    """

    meets: Callable[[Floats], Booleans]
    broken: ProblemKind

    def require(self, values: Floats) -> None:
        """Nothing. Raises ValueError, without the value, where one does not meet the need."""
        places = np.flatnonzero(~self.meets(values))
        if places.size:
            raise ValueError(f"{self.broken.code} at {int(places[0])} of {values.size}")


@dataclass(frozen=True)
class PartNeed:
    """What the labels of a part must be together, or the metric is undefined on it.

    meets: from labels (N,) to whether they are. broken: the problem of a part that is not.
    """

    meets: Callable[[Floats], bool]
    broken: ProblemKind

    def require(self, labels: Floats) -> None:
        """Nothing. Raises ValueError where the metric is undefined on these labels."""
        if not self.meets(labels):
            raise ValueError(self.broken.code)


@dataclass(frozen=True)
class RowLosses:
    """A metric as the mean of one loss per row, lower being better.

    losses: from predictions (N,) and labels (N,) to non-negative losses (N,). finish: from their
    mean to the score, which is the mean, its square root, or one minus it.
    """

    losses: Callable[[Floats, Floats], Floats]
    finish: Finish = "mean"


@dataclass(frozen=True)
class Metric:
    """One way to score predictions.

    short: what stands over a column of a board. better: which direction wins. unit: what the score
    counts: what the labels count, nats, or nothing. bounds: the lowest and the highest score.
    function: from predictions (N,) and labels (N,), in that order, to the score; the same bits in
    any order of rows; raises ValueError for N = 0, two different shapes, and what breaks a need.
    rows: where the score comes from a mean over rows. of_predictions, of_labels, of_parts: what it
    asks for.
    """

    slug: str
    title: str
    short: str
    better: Better
    unit: Unit
    bounds: tuple[float, float]
    function: Callable[[Floats, Floats], float]
    rows: RowLosses | None = None
    of_predictions: Need | None = None
    of_labels: Need | None = None
    of_parts: PartNeed | None = None

    @property
    def best(self) -> float:
        """The score of predictions that nothing can beat."""
        return self.bounds[0] if self.better == "lower" else self.bounds[1]

    def distance(self, predictions: Floats, labels: Floats) -> float:
        """The score of predictions (N,), turned so that lower is better in every metric.

        Infinite for predictions that the metric cannot score.
        """
        need = self.of_predictions
        if need is not None and not need.meets(predictions).all():
            return math.inf
        score = self.function(predictions, labels)
        return score if self.better == "lower" else -score


def vary(labels: Floats) -> bool:
    """Whether labels (N,), N > 0, are not all the same."""
    return bool(labels.min() < labels.max())


def check_shapes(predictions: Floats, labels: Floats) -> None:
    """Nothing. Raises ValueError unless both are (N,) with the same N > 0."""
    if predictions.shape != labels.shape:
        raise ValueError(f"expected predictions {labels.shape}, got {predictions.shape}")
    if labels.ndim != 1 or labels.size == 0:
        raise ValueError(f"expected at least one label in a row, got {labels.shape}")
