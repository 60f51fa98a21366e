"""Whoever is right where nobody else is has perhaps not learned it from the data."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reference.arrays import Booleans, Floats

WORTH_A_TALK = 0.001  # p-values below
_FINEST = 9  # decimals


@dataclass(frozen=True)
class Suspicion:
    """Rows that one participant alone has right.

    rows: their places, ascending. ordinary: how many such rows the others have: one more than their
    mean, or the most that one of them has if that is more. p_value: how likely so many rows or more
    are by chance, if the participant were one of the others.
    """

    rows: tuple[int, ...]
    ordinary: float
    p_value: float


def suspicious(
    predictions: Floats, labels: Floats, ordinary_errors: Floats, resolution: float
) -> Suspicion:
    """How many labels a participant's predictions (N,) hit that no other participant's do.

    labels: (N,). ordinary_errors: (P, N), absolute errors of the best submission of each of P >= 2
    others. A label is hit within half a `resolution`: that is 1 for counts, and what labels are
    rounded to otherwise.

    Every one of the others is counted in the same way, against all the rest. The p-value is the
    Poisson tail at the largest of their counts or one more than their mean, whichever is larger: a
    value below 0.001 is worth a talk, and is no proof. Somebody with a truly better model is alone
    on some rows too, but on rows where others are nearly right. Two who share what they looked up
    hide each other: leave the errors of whoever predicts alike out. Raises ValueError for shapes
    that do not fit or a resolution that is not positive.
    """
    if predictions.shape != labels.shape or ordinary_errors.shape[1:] != labels.shape:
        raise ValueError(f"expected (N,), (N,), (P, N), got {predictions.shape}, {labels.shape}")
    if len(ordinary_errors) < 2 or not resolution > 0:
        raise ValueError("expected errors of at least two others and a positive resolution")
    hits = np.vstack([np.abs(predictions - labels), ordinary_errors]) <= resolution / 2
    alone = _alone(hits)
    return _suspicion(alone[0], alone[1:].sum(axis=1))


def suspicions(
    predictions: Floats, labels: Floats, resolution: float, alike: Sequence[Collection[int]]
) -> tuple[Suspicion | None, ...]:
    """`suspicious` for every participant of a class, each beside all others.

    predictions: (P, N), the best submission of each. alike: for each of them, whose predictions are
    like theirs, by place; those are none of their others. None where fewer than two others are
    left. Raises ValueError for shapes that do not fit or a resolution that is not positive.
    """
    if predictions.shape[1:] != labels.shape or len(alike) != len(predictions):
        raise ValueError(f"expected (P, N), (N,), P sets, got {predictions.shape}, {labels.shape}")
    if not resolution > 0:
        raise ValueError("expected a positive resolution")
    hits = np.empty(predictions.shape, dtype=np.bool_)
    for place, one in enumerate(predictions):
        hits[place] = np.abs(one - labels) <= resolution / 2
    everybody = _alone(hits)
    counts = everybody.sum(axis=1)
    found: list[Suspicion | None] = []
    for place, close in enumerate(alike):
        others = [i for i in range(len(hits)) if i != place and i not in close]
        if len(others) < 2:
            found.append(None)
        elif len(others) == len(hits) - 1:
            found.append(_suspicion(everybody[place], counts[others]))
        else:
            alone = _alone(hits[[place, *others]])
            found.append(_suspicion(alone[0], alone[1:].sum(axis=1)))
    return tuple(found)


def resolution_of(labels: Floats) -> float:
    """What labels are rounded to: 1 for whole numbers, else the power of ten, at least 1e-9."""
    for decimals in range(_FINEST):
        if np.array_equal(np.round(labels, decimals), labels):
            return 10.0**-decimals
    return 10.0**-_FINEST


def _alone(hits: Booleans) -> Booleans:
    """Which labels each of P participants hits alone, from all that they hit (P, N)."""
    alone: Booleans = hits & (hits.sum(axis=0) == 1)
    return alone


def _suspicion(alone: Booleans, others: npt.NDArray[np.integer]) -> Suspicion:
    """What rows (N,) hit alone say, beside how many each of the others has."""
    rows = np.flatnonzero(alone)
    ordinary = max(float(others.mean()) + 1, float(others.max()))
    return Suspicion(tuple(rows.tolist()), ordinary, _poisson_tail(rows.size, ordinary))


def _poisson_tail(count: int, mean: float) -> float:
    """The chance of `count` or more where `mean` are expected, at least the smallest float64."""
    terms = (
        math.exp(k * math.log(mean) - mean - math.lgamma(k + 1))
        for k in range(count, count + 100 + math.ceil(10 * math.sqrt(mean) + mean))
    )
    return 1.0 if count == 0 else min(1.0, max(math.fsum(terms), 5e-324))
