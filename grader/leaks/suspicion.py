"""Whoever is right where nobody else is has perhaps not learned it from the data."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


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
    alone = hits & (hits.sum(axis=0) == 1)  # (P + 1, N)
    counts = alone.sum(axis=1)
    ordinary = max(float(counts[1:].mean()) + 1, float(counts[1:].max()))
    return Suspicion(
        rows=tuple(np.flatnonzero(alone[0]).tolist()),
        ordinary=ordinary,
        p_value=_poisson_tail(int(counts[0]), ordinary),
    )


def _poisson_tail(count: int, mean: float) -> float:
    """The chance of `count` or more where `mean` are expected, at least the smallest float64."""
    terms = (
        math.exp(k * math.log(mean) - mean - math.lgamma(k + 1))
        for k in range(count, count + 100 + math.ceil(10 * math.sqrt(mean) + mean))
    )
    return 1.0 if count == 0 else min(1.0, max(math.fsum(terms), 5e-324))
