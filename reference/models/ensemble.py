"""Ensembles: many models of the same rows, and the mean of what they say."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from reference.arrays import Floats


class Predictor(Protocol):
    """Whatever predicts."""

    def predict(self, x: Floats) -> Floats:
        """(N, D) -> (N,) or (N, M)."""
        ...


@dataclass(frozen=True)
class Ensemble:
    """The mean of its members, of which there is at least one.

    By Jensen's inequality a loss that is convex in the prediction, such as the absolute error, is
    at most the mean loss of the members; for the squared error the difference is the mean square
    by which members differ from their mean.
    Source: Hansen and Salamon 1990, "Neural Network Ensembles"; Krogh and Vedelsby 1995, "Neural
    Network Ensembles, Cross Validation, and Active Learning", equation 6.
    """

    members: tuple[Predictor, ...]

    def predict(self, x: Floats) -> Floats:
        """(N, D) -> (N,) or (N, M), as the members do."""
        total = self.members[0].predict(x)
        for member in self.members[1:]:
            total = total + member.predict(x)
        return total / len(self.members)


def fit_ensemble(
    fit: Callable[[np.random.Generator], Predictor], members: int, rng: np.random.Generator
) -> Ensemble:
    """As many members as asked for, each fitted with random numbers of its own.

    fit(rng) -> a fitted model. The streams are spawned from rng and independent of each other.
    Raises ValueError for fewer than one member.
    """
    if members < 1:
        raise ValueError(f"need at least one member, got {members}")
    return Ensemble(tuple(map(fit, rng.spawn(members))))
