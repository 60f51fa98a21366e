"""Schedules: how the rate of an optimiser changes while it trains."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import cos, pi

from reference.arrays import Floats
from reference.optimizers import Adam, GradientDescent, Momentum


@dataclass
class CosineDecay:
    """An optimiser whose rate falls from where it stands to 0, along half a cosine.

    Step t = 0, 1, ... of `steps` has the rate (1 + cos(pi t / steps)) / 2 times that of the start:
    long strides while there is far to go, short ones at the end, where the noise of batches would
    keep a constant rate from settling. From step `steps` on nothing moves any more.
    Raises ValueError for fewer than one step.
    Source: Loshchilov and Hutter 2017, "SGDR: Stochastic Gradient Descent with Warm Restarts",
    equation 5, without restarts.
    """

    optimizer: GradientDescent | Momentum | Adam
    steps: int
    _start: float = field(init=False, repr=False)
    _taken: int = field(default=0, init=False, repr=False)

    def __post_init__(self) -> None:
        """Remember the rate of the start."""
        if self.steps < 1:
            raise ValueError(f"need at least one step, got {self.steps}")
        self._start = self.optimizer.rate

    def step(self, parameters: Sequence[Floats], gradients: Sequence[Floats]) -> None:
        """One step of the rule at the rate that it is time for; see `Optimizer`."""
        share = min(self._taken / self.steps, 1.0)
        self.optimizer.rate = self._start * (1.0 + cos(pi * share)) / 2.0
        self.optimizer.step(parameters, gradients)
        self._taken += 1
