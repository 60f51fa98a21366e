"""Sums of floats without rounding: the same bits in any order, on any machine."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_FRACTION_BITS = 52
_LOW_BITS = 26
_BLOCK = 1 << 16  # stays in cache; halves of 27 bits add up below 2^53, so exactly
_UNIT_EXPONENT = 1074  # every float64 is a whole number of 2^-1074


def exact_mean(values: Floats) -> float:
    """The mean of non-negative values, rounded once: the float64 nearest to the true mean.

    values: (N,). Infinite where a value is infinite, NaN where one is NaN. Mantissas are cut into
    two halves and added per exponent, which float64 does without rounding; one division of whole
    numbers ends it. Raises ValueError for N = 0 or a negative value.
    Source: the superaccumulator of Kulisch and Miranker 1986, "The Arithmetic of the Digital
    Computer: A New Approach", SIAM Review 28(1).
    """
    if values.size == 0:
        raise ValueError("expected at least one value, got none")
    largest = float(values.max())
    if not np.isfinite(largest):
        return largest
    if float(values.min()) < 0:
        raise ValueError("expected non-negative values")
    units = sum(_units(values[i : i + _BLOCK]) for i in range(0, values.size, _BLOCK))
    return units / (values.size << _UNIT_EXPONENT)


def _units(values: Floats) -> int:
    """The sum of finite non-negative values as a whole number of 2^-1074."""
    bits = np.abs(values).view(np.int64)  # abs: a negative zero would show its sign bit
    exponents = bits >> _FRACTION_BITS
    fractions = bits & ((1 << _FRACTION_BITS) - 1)
    mantissas = fractions | (exponents > 0).astype(np.int64) << _FRACTION_BITS
    places = np.maximum(exponents, 1) - 1  # subnormals share the scale of the first normals
    high = np.bincount(places, weights=mantissas >> _LOW_BITS)
    low = np.bincount(places, weights=mantissas & ((1 << _LOW_BITS) - 1))
    used = np.flatnonzero(high + low).tolist()
    return sum(((int(high[e]) << _LOW_BITS) + int(low[e])) << e for e in used)
