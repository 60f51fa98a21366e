"""In what way two vectors of predictions are alike, in figures that people can check."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from reference.arrays import Booleans, Floats

_EQUAL = 1e-9  # of the larger of two predictions
_ON_THE_LINE = 1e-6  # of the spread of the second one's predictions
_FAR = 10.0  # usual distances from the line; rows beyond do not bend it
_FITS = 3


class RelationKind(StrEnum):
    """How two vectors are alike.

    same: in every row. affine: one is the other, stretched and shifted. near: up to a little noise.
    """

    SAME = "same"
    AFFINE = "affine"
    NEAR = "near"


@dataclass(frozen=True)
class Relation:
    """Two vectors of N rows. equal_rows: in how many they agree to nine digits.

    slope, offset: of the line from the first to the second that most rows lie near.
    usual_difference, largest_difference: of the second from that line, the median and the most.
    """

    kind: RelationKind
    rows: int
    equal_rows: int
    slope: float
    offset: float
    usual_difference: float
    largest_difference: float


def relation(first: Floats, second: Floats) -> Relation:
    """How the predictions (N,) of two submissions are related.

    Raises ValueError for shapes that do not fit, no rows, or numbers that are not finite.
    """
    if first.shape != second.shape or first.ndim != 1 or not first.size:
        raise ValueError(f"expected two vectors (N,), N > 0, got {first.shape}, {second.shape}")
    if not (np.isfinite(first).all() and np.isfinite(second).all()):
        raise ValueError("expected finite predictions")
    equal = np.isclose(first, second, rtol=_EQUAL, atol=0.0)
    slope, offset = _line(first, second)
    distances = np.abs(second - (slope * first + offset))
    return Relation(
        kind=_kind_of(equal, distances, float(np.ptp(second))),
        rows=first.size,
        equal_rows=int(equal.sum()),
        slope=slope,
        offset=offset,
        usual_difference=float(np.median(distances)),
        largest_difference=float(distances.max()),
    )


def _kind_of(equal: Booleans, distances: Floats, spread: float) -> RelationKind:
    if equal.all():
        return RelationKind.SAME
    is_on_the_line = spread > 0 and float(distances.max()) <= _ON_THE_LINE * spread
    return RelationKind.AFFINE if is_on_the_line else RelationKind.NEAR


def _line(first: Floats, second: Floats) -> tuple[float, float]:
    """Slope and offset by least squares, fitted anew without the rows that lie far off."""
    kept = np.ones(first.shape, dtype=np.bool_)
    slope, offset = 0.0, float(np.median(second))
    for _ in range(_FITS):
        x, y = first[kept], second[kept]
        around = x - x.mean()
        size = float(around @ around)
        slope = float(around @ y) / size if size > 0 else 0.0
        offset = float(y.mean() - slope * x.mean())
        distances = np.abs(second - (slope * first + offset))
        kept = distances <= max(_FAR * float(np.median(distances)), np.finfo(np.float64).tiny)
        if not kept.any():
            break
    return slope, offset
