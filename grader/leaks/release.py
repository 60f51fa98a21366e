"""What a participant reads of a public score: one interface for every way of telling it.

Everything here is in losses: a score is the mean of per-row losses (N,), none negative, and lower
is better. Absolute errors are losses of the MAE, 0 and 1 those of an error rate.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

import numpy as np

from reference.arrays import Floats


@dataclass(frozen=True)
class Answer:
    """What a participant reads after a submission, and what the next one will be compared with.

    score: the released public score. losses: (N,), those of the submission that it belongs to;
    secret. moved: whether the submission just made is that one.
    """

    score: float
    losses: Floats = field(repr=False, compare=False)
    moved: bool


class ReleaseMechanism(Protocol):
    """A way of releasing public scores. A function of a participant's submissions in order."""

    def after(self, before: Answer | None, losses: Floats) -> Answer:
        """What is shown once a submission has losses (N,); `before`: None for the first one."""
        ...

    def bits(self, answers: int, spread: float) -> float:
        """At most how many bits about the labels one participant's `answers` can carry.

        spread: how far apart two labels can be, in units of the score.
        """
        ...


def on_grid(score: float, step: float) -> float:
    """The multiple of `step` that is nearest to a score, written as a decimal would be.

    0.30000000000000004 comes out as 0.3. A score that is not finite stays as it is.
    """
    if not np.isfinite(score):
        return score
    return float(Decimal(repr(step)) * round(Decimal(score) / Decimal(repr(step))))


def require_step(step: float) -> None:
    """Raise ValueError unless a step is positive and finite."""
    if not (step > 0 and np.isfinite(step)):
        raise ValueError(f"expected a positive finite step, got {step}")
