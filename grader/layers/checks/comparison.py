"""When two arrays count as equal, and where they differ most."""

import math
from dataclasses import dataclass

import numpy as np

from grader.layers.trials.precision import Precision
from reference.arrays import Floats


@dataclass(frozen=True)
class Difference:
    """The element that is off most: its index, both values, and by how much it is off."""

    element: tuple[int, ...]
    expected: float
    got: float
    size: float


def allowance(expected: Floats, precision: Precision, guard: float = 0.0) -> Floats:
    """How far each element of a right array may be off."""
    rms = _root_mean_square(expected) if expected.size else 0.0
    off: Floats = max(precision.relative, guard) * (np.abs(expected) + rms)
    return off + max(precision.absolute, guard)


def _root_mean_square(array: Floats) -> float:
    flat = array.ravel()
    return math.sqrt(float(flat @ flat) / flat.size)


def is_close(got: Floats, expected: Floats, precision: Precision, guard: float = 0.0) -> bool:
    """Whether two arrays have one shape and equal elements within tolerance; NaN equals nothing.

    Nearly always no element is off by more than is allowed to the smallest, which is soon seen.
    """
    if got.shape != expected.shape:
        return False
    if not expected.size:
        return True
    rms = _root_mean_square(expected)
    relative, absolute = max(precision.relative, guard), max(precision.absolute, guard)
    with np.errstate(invalid="ignore", over="ignore"):
        off = np.abs(got - expected)
        if off.max() <= relative * rms + absolute:
            return True
        return bool((off <= allowance(expected, precision, guard)).all())


def worst_difference(got: Floats, expected: Floats) -> Difference:
    """Where two arrays of one shape differ most; a value that is not finite is the worst."""
    with np.errstate(invalid="ignore", over="ignore"):
        off = np.abs(got - expected)
    off = np.where(np.isnan(off), np.inf, off)
    index = tuple(int(i) for i in np.unravel_index(off.argmax(), off.shape))
    return Difference(index, float(expected[index]), float(got[index]), float(off[index]))
