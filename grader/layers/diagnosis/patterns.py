"""Causes that show in how an array differs from the right one, whatever the layer."""

from collections.abc import Mapping

import numpy as np

from grader.layers.catalogue import causes as shared
from grader.layers.checks.comparison import allowance, is_close
from grader.layers.diagnosis import causes
from grader.layers.trials.precision import Precision
from grader.problems import ProblemKind, Value
from reference.arrays import Booleans, Floats

_FEWEST = 3  # elements of an array in which one alone can stand out
_DIGITS = 8
_CERTAIN = 10.0  # times what is allowed


def cause_by_pattern(
    got: Floats, expected: Floats, precision: Precision, guard: float
) -> tuple[ProblemKind, Mapping[str, Value]] | None:
    """The cause that shows in what has happened to every element of an array, if it has a name."""
    is_square = got.ndim >= 2 and got.shape[-1] == got.shape[-2]
    if is_square and is_close(got, np.swapaxes(expected, -1, -2), precision, guard):
        return causes.TRANSPOSED, {}
    if got.size > 1 and _is_constant(got - expected, allowance(expected, precision, guard)):
        return causes.CONSTANT_ADDED, {}
    if (expected < 0).any() and is_close(got, np.abs(expected), precision, guard):
        return shared.SIGN_LOST, {}
    return (causes.ROUNDED, {}) if _is_rounded(got, expected) else None


def cause_by_place(
    got: Floats, expected: Floats, precision: Precision, guard: float
) -> ProblemKind | None:
    """The cause that shows in which elements are wrong, if a few are."""
    return _by_place(_wrong(got, expected, precision, guard))


def cause_by_bound(
    got: Floats, expected: Floats, precision: Precision, guard: float
) -> tuple[ProblemKind, Mapping[str, Value]] | None:
    """The cause where what is beyond a bound stands still at it: some elements, or all of many."""
    if got.size < _FEWEST or not np.isfinite(expected).all():
        return None
    low, high = float(got.min()), float(got.max())
    clipped = np.clip(expected, low, high)
    beyond = (expected < low) | (expected > high)
    if not beyond.any() or not is_close(got, clipped, precision, guard):
        return None
    between = len(np.unique(got[~beyond]))
    if between < _FEWEST and not (beyond.all() and low == -high):  # a constant is no bound
        return None
    sides = [
        f"{bound:.4g}"
        for bound, is_passed in ((low, expected < low), (high, expected > high))
        if (is_passed & _wrong(got, expected, precision, guard)).any()
    ]
    return (causes.CLIPPED, {"bound": ", ".join(sides)}) if sides else None


def _is_constant(off: Floats, allowed: Floats) -> bool:
    largest = float(np.abs(off).max())
    is_sure = largest > _CERTAIN * float(allowed.max())
    slack = 2 * float(allowed.max()) if is_sure else 0.0
    return float(np.ptp(off)) <= max(1e-6 * largest, slack)


def _is_rounded(got: Floats, expected: Floats) -> bool:
    """Whether one array is the other with some digits left, or towards 0."""
    if np.array_equal(got, np.trunc(expected)):
        return True
    return any(
        np.allclose(got, np.round(got, digits), rtol=0, atol=1e-12)
        and bool((np.abs(got - expected) <= 0.501 * 10.0**-digits).all())
        for digits in range(_DIGITS)
    )


def _wrong(got: Floats, expected: Floats, precision: Precision, guard: float) -> Booleans:
    """Which elements are off by more than is allowed."""
    rms = float(np.sqrt(np.mean(expected**2)))
    allowed = max(precision.relative, guard) * (np.abs(expected) + rms)
    off: Booleans = np.abs(got - expected) > allowed + max(precision.absolute, guard)
    return off


def _by_place(wrong: Booleans) -> ProblemKind | None:
    """Whether a single element is wrong, or a single row, column or image."""
    if wrong.size >= _FEWEST and wrong.sum() == 1:
        return causes.ONE_ELEMENT
    for axis, length in enumerate(wrong.shape):
        others = tuple(each for each in range(wrong.ndim) if each != axis)
        if wrong.ndim > 1 and length > 1 and wrong.any(axis=others).sum() == 1:
            return causes.ONE_SLICE
    return None
