"""Public scores rounded to a step, each submission's own."""

import math
from dataclasses import dataclass

from grader.exact import exact_mean
from grader.leaks.release import Answer, on_grid, require_step
from reference.arrays import Floats

SIGNIFICANT_DIGITS = 6
"""Of a score as it is shown where nothing keeps predictions, and so the score, in a range."""


@dataclass(frozen=True)
class Rounding:
    """Every score is shown as the nearest multiple of `step`; four decimals are a step of 0.0001.

    It hides less than it seems to, however coarse: a participant can move one prediction until the
    score is about to turn over to the next multiple, and from there on every submission answers
    yes or no about any row.
    """

    step: float

    def __post_init__(self) -> None:
        """Raise ValueError unless the step is positive and finite."""
        require_step(self.step)

    def after(self, before: Answer | None, losses: Floats) -> Answer:  # noqa: ARG002 - of the interface
        """The submission's own score, rounded. Raises ValueError for N = 0."""
        return Answer(on_grid(exact_mean(losses), self.step), losses, moved=True)

    def bits(self, answers: int, spread: float) -> float:
        """At most how many bits `answers` carry: each is one of the multiples within `spread`.

        Where `spread` is infinite, a score has `SIGNIFICANT_DIGITS`, a sign and a power of ten.
        """
        most = math.log2(2 * 10**SIGNIFICANT_DIGITS * 617)
        within = math.log2(2 + spread / self.step) if math.isfinite(spread) else math.inf
        return answers * min(most, within)
