"""The default policy: which public scores the Ladder releases, and on which stairs.

One policy for every board and for benchmarks/probe.py, which attacks it.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import numpy as np

from grader.exact import exact_mean_of_signed
from grader.leaks.ladder import Ladder
from grader.leaks.release import Answer, on_grid
from grader.metrics import METRICS
from reference.arrays import Floats

ReleaseName = Literal["ladder", "rounded"]
LADDER_METRICS = tuple(METRICS)
"""Metrics that can be released by the Ladder: all that are known here."""
LADDER_DEFAULTS = ("mae", "accuracy")
"""Metrics that are, where a bundle does not say: attacks have been measured on them at length."""
_ERRORS = 3.0  # standard errors of the baseline's score in a step
_CLASS_ERRORS = 4.0  # the same for losses of 0 and 1, as where labels have two values


def course_ladder(metric: str, labels: Floats, tracks: int = 1) -> Ladder:
    """The Ladder that releases a metric's scores on public labels (N,), in losses.

    Where a score is no mean of losses, the effects of rows stand for them (`grader.metrics`), whose
    mean is how far it is from perfect. It starts from those of the best constant, a baseline that
    every assignment has. tracks: of the assignment, each with stairs of its own over the same
    labels. Raises ValueError for labels on which the metric is undefined, that are all equal or
    fewer than two, or another metric.
    """
    known = METRICS.get(metric)
    if known is None:
        raise ValueError(f"expected one of {LADDER_METRICS}, got {metric}")
    losses = known.start_effects(labels)
    tells_classes = known.of != "numbers" or np.unique(labels).size <= 2
    return Ladder.for_course(losses, _CLASS_ERRORS if tells_classes else _ERRORS, tracks)


@dataclass(frozen=True)
class Released:
    """A public score as participants read it. moved: by the submission just made."""

    score: float
    moved: bool


@dataclass(frozen=True)
class PublicLadder:
    """A bundle's public scores on the Ladder, in the direction of its metric.

    is_complement: the score is one less the mean loss.
    """

    ladder: Ladder
    is_complement: bool

    @property
    def step(self) -> float:
        """How far apart two shown scores are at least."""
        return self.ladder.step

    @property
    def start(self) -> float:
        """The score from which everybody starts: that of the best constant."""
        assert self.ladder.start is not None
        return self.on_step(self.ladder.start)

    def after(self, shown: Floats | None, losses: Floats) -> Released:
        """What is shown once a submission has losses (N,).

        shown: (N,), those of the submission that is shown so far; None at the start. Raises
        ValueError for N = 0 or another N.
        """
        before = None
        if shown is not None:
            before = Answer(on_grid(exact_mean_of_signed(shown), self.step), shown, moved=True)
        found = self.ladder.after(before, losses)
        return Released(self._score(found.score), found.moved)

    def on_step(self, losses: Floats) -> float:
        """The score of losses (N,) to the nearest step."""
        return self._score(on_grid(exact_mean_of_signed(losses), self.step))

    def _score(self, loss: float) -> float:
        return float(1 - Decimal(repr(loss))) if self.is_complement else loss
