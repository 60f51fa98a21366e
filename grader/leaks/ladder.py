"""The Ladder: a released score moves only for an improvement that is not chance.

Source: Blum and Hardt 2015, "The Ladder: A Reliable Leaderboard for Machine Learning
Competitions", ICML; its algorithm with a step, and the one without parameters, which takes the
standard deviation of the paired differences for one.
"""

import math
from dataclasses import dataclass, field
from typing import Self

import numpy as np

from grader.exact import exact_mean, exact_mean_of_signed
from grader.leaks.release import Answer, on_grid, require_step
from reference.arrays import Floats

_MANY_ROWS = 5_000
FEWEST_STAIRS = 4


@dataclass(frozen=True)
class Ladder:
    """A submission counts when it is better than what is shown, beyond doubt and by `least`.

    Beyond doubt: by more than the standard deviation of the differences, row by row, to the losses
    of the submission that is shown, divided by the square root of N. What counts is shown as a
    multiple of `step`; whatever does not changes nothing, and says nothing else.

    start: (N,) losses of a baseline from which everybody starts, or None to start from infinity.
    Without a start a participant can begin with something absurd and ask one yes or no question
    with every later improvement; with one, improvements run out.
    """

    step: float
    least: float = 0.0
    start: Floats | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Raise ValueError unless the step is positive and finite, and `least` not negative."""
        require_step(self.step)
        if not (self.least >= 0 and math.isfinite(self.least)):
            raise ValueError(f"expected a finite least improvement of 0 or more, got {self.least}")

    @classmethod
    def without_parameters(cls, rows: int) -> Self:
        """The algorithm of the paper for `rows` losses between 0 and 1."""
        return cls(step=1 / rows)

    @classmethod
    def from_baseline(cls, losses: Floats, standard_errors: float) -> Self:
        """From a baseline's losses (N,) down in steps of so many standard errors of its score.

        Raises ValueError for fewer than two rows or losses that are all equal, which have no
        standard error.
        """
        if losses.size < 2:
            raise ValueError(f"expected the losses of at least 2 rows, got {losses.size}")
        step = _two_digits(standard_errors * _deviation(losses) / math.sqrt(losses.size))
        return cls(step=step, least=step, start=losses)

    @classmethod
    def for_course(cls, losses: Floats, standard_errors: float, tracks: int = 1) -> Self:
        """The default for a course, from a baseline's public losses (N,) down.

        standard_errors: of the baseline's score, in a step of the one track of an assignment with
        5,000 rows or more. tracks: with boards over the same rows. What attackers who pool their
        answers recover grows with the root of the flights of stairs over the rows, and falls as
        steps grow (measured by benchmarks/probe.py), so fewer rows and more tracks have larger
        steps, as long as four are left. Raises ValueError as `from_baseline`.
        """
        grown = standard_errors * max(1.0, math.sqrt(tracks * _MANY_ROWS / losses.size))
        deviation = _deviation(losses)
        require_step(deviation)
        room = exact_mean_of_signed(losses) * math.sqrt(losses.size) / (deviation * FEWEST_STAIRS)
        return cls.from_baseline(losses, max(standard_errors, min(grown, room)))

    @property
    def stairs(self) -> int | None:
        """How often a released score can move at most; None where there is no end to it."""
        if self.start is None or self.least < self.step:
            return None
        return round(on_grid(exact_mean_of_signed(self.start), self.step) / self.step)

    def after(self, before: Answer | None, losses: Floats) -> Answer:
        """What is shown once a submission has losses (N,).

        Raises ValueError for N = 0 or another N than before.
        """
        shown = before or self._first(losses)
        if shown.losses.shape != losses.shape:
            raise ValueError(f"expected losses {shown.losses.shape}, got {losses.shape}")
        score = exact_mean_of_signed(losses)
        with np.errstate(over="ignore", invalid="ignore"):
            doubt = _deviation(losses - shown.losses) / math.sqrt(losses.size)
        if score < shown.score - max(doubt, self.least):
            return Answer(on_grid(score, self.step), losses, moved=True)
        return Answer(shown.score, shown.losses, moved=False)

    def bits(self, answers: int, spread: float) -> float:
        """At most how many bits `answers` carry.

        With a start and a least improvement the released score goes down a flight of M stairs and
        never up, so that there are ``C(answers + M, M)`` stories to tell. Otherwise as if every
        answer were a rounded score.
        """
        if self.stairs is None:
            return answers * math.log2(3 + spread / self.step)
        return _log2_choose(answers + self.stairs, self.stairs)

    def _first(self, losses: Floats) -> Answer:
        """What is shown before the first submission."""
        if self.start is None:
            return Answer(math.inf, np.zeros_like(losses), moved=False)
        return Answer(on_grid(exact_mean_of_signed(self.start), self.step), self.start, moved=False)


def standard_error(losses: Floats) -> float:
    """The standard error of the mean of losses (N,), N > 0; 0 for one."""
    return _deviation(losses) / math.sqrt(losses.size)


def _deviation(values: Floats) -> float:
    """The sample standard deviation of values (N,), in no order of theirs; 0 for one value.

    Infinite where the values are beyond float64.
    """
    if values.size < 2:
        return 0.0
    if not np.isfinite(values).all():
        return math.inf
    mean = exact_mean_of_signed(values)
    squares = np.square(values - mean)
    return math.sqrt(exact_mean(squares) * values.size / (values.size - 1))


def _two_digits(step: float) -> float:
    """A step with two digits, to be read on a board. Raises ValueError for one of 0."""
    require_step(step)
    return float(f"{step:.1e}")


def _log2_choose(n: int, k: int) -> float:
    """``log2 C(n, k)``."""
    return (math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)) / math.log(2)
