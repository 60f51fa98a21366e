"""The policies: which public scores participants read, and how precisely.

One place for every board and for the benchmarks that attack and play them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import Literal

import numpy as np

from grader.exact import exact_mean_of_signed
from grader.leaks.ladder import Ladder, standard_error
from grader.leaks.law import FRACTION, answers_of_term, effective_rows
from grader.leaks.release import Answer, on_grid
from grader.leaks.rounding import SIGNIFICANT_DIGITS
from grader.metrics import METRICS
from grader.ranking import Better
from reference.arrays import Floats

ReleaseName = Literal["rounded", "answers", "ladder", "exact"]
LADDER_METRICS = tuple(METRICS)
"""Metrics that can be released by the Ladder: all that are known here."""
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
    losses = constant_losses(metric, labels)
    if losses is None:
        raise ValueError(f"expected one of {LADDER_METRICS}, got {metric}")
    tells_classes = METRICS[metric].of != "numbers" or np.unique(labels).size <= 2
    return Ladder.for_course(losses, _CLASS_ERRORS if tells_classes else _ERRORS, tracks)


def constant_losses(metric: str, labels: Floats) -> Floats | None:
    """What rows do to the score of the best constant, (N,); None for another metric.

    Raises ValueError for labels on which the metric is undefined.
    """
    known = METRICS.get(metric)
    return None if known is None else known.start_effects(labels)


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


MOST_DECIMALS = 17
_LEADER = 0.4  # of the best constant's error: so much better is the leader of a class
_EXACT = Context(prec=400)  # digits enough for any score in steps of any size


@dataclass(frozen=True)
class RoundedScores:
    """Public scores that depend on their file alone, rounded to the worse side.

    step: what shown scores are multiples of. better: which scores win. answers: how many of them a
    participant may ask for in a term, where they are asked for. rows: public ones. effective: on
    how many of them the best constant's score rests. error: the mean of its losses. Both are None
    where they are not known.
    """

    step: float
    better: Better
    answers: int
    rows: int
    effective: float | None
    error: float | None = None

    @property
    def values(self) -> int | None:
        """How many can be shown between the best constant and 60 % of its error, both counted.

        That is where a class stands. None where it is not known.
        """
        steps = math.inf if self.error is None else _LEADER * self.error / self.step
        return 1 + math.floor(steps) if math.isfinite(steps) else None

    @classmethod
    def of(
        cls,
        metric: str,
        better: Better,
        labels: Floats,
        decimals: int,
        secondary: Sequence[str] = (),
    ) -> "RoundedScores":
        """The ones of a metric over public labels (N,). secondary: what is shown beside it.

        A step is an eighth of the standard error of the best constant's score, to two digits, or
        one of the last of `decimals` where that is more or no error is known.
        """
        losses = _known_losses(metric, labels)
        beside = [_effective(_known_losses(each, labels)) for each in secondary]
        return cls(
            step=max(10.0**-decimals, 0.0 if losses is None else _eighth(losses)),
            better=better,
            answers=answers_of_term(labels.size, _effective(losses), *beside),
            rows=labels.size,
            effective=_effective(losses),
            error=None if losses is None else exact_mean_of_signed(losses),
        )

    def released(self, score: float) -> Released:
        """What is shown of a score: the next multiple of the step that is no better.

        A score so far off that it has more significant digits than may be shown has larger steps:
        labels can be read off many digits where nothing keeps predictions in a range.
        """
        exact, side = Decimal(repr(score)), ROUND_CEILING
        if self.better == "higher":
            side = ROUND_FLOOR
        last = Decimal(1).scaleb(exact.adjusted() - SIGNIFICANT_DIGITS + 1)
        step = max(Decimal(repr(self.step)), last)
        steps = _EXACT.divide(exact, step).to_integral_value(side)
        return Released(float(_EXACT.multiply(steps, step)), moved=True)


def decimals_of_metric(metric: str, labels: Floats, otherwise: int) -> int:
    """To how many decimals scores in a metric are worth showing, over public labels (N,).

    As many as an eighth of the standard error of the best constant's score needs, to two digits:
    finer ones are chance. otherwise: where no error is known.
    """
    losses = _known_losses(metric, labels)
    eighth = 0.0 if losses is None else _eighth(losses)
    if eighth == 0:
        return otherwise
    exponent = Decimal(repr(eighth)).normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return min(MOST_DECIMALS, max(0, -exponent))


def _known_losses(metric: str, labels: Floats) -> Floats | None:
    """`constant_losses`; None where they are undefined, which is somebody else's to say."""
    try:
        return constant_losses(metric, labels)
    except ValueError:
        return None


def _effective(losses: Floats | None) -> float | None:
    return None if losses is None else effective_rows(losses)


def _eighth(losses: Floats) -> float:
    """An eighth of the standard error of the mean of losses (N,), to two digits; 0 for none."""
    error = standard_error(losses)
    return float(f"{error / FRACTION:.1e}") if np.isfinite(error) else 0.0
