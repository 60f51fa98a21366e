"""Sums of floats without rounding: the same bits in any order, on any machine."""

import math
from fractions import Fraction

import numpy as np

from reference.arrays import Floats

_BLOCK = 1 << 16  # its arrays stay in the processor's cache
_HUGE = 2.0**900  # beyond it, the sums below could overflow


def exact_mean(values: Floats) -> float:
    """The mean of non-negative values, rounded once: the float64 nearest to the true mean.

    values: (N,). Infinite where a value is infinite, NaN where one is NaN. Raises ValueError for
    N = 0 or a negative value.
    """
    if values.size == 0:
        raise ValueError("expected at least one value, got none")
    largest = float(values.max())
    if not math.isfinite(largest):
        return largest
    if float(values.min()) < 0:
        raise ValueError("expected non-negative values")
    blocks = (values[i : i + _BLOCK] for i in range(0, values.size, _BLOCK))
    mean = sum(map(_exact_sum, blocks), Fraction()) / values.size
    return mean.numerator / mean.denominator


def exact_mean_of_signed(values: Floats) -> float:
    """The mean of values (N,) of either sign, the same bits in any order; rounded three times.

    Infinite or NaN as `exact_mean`. Raises ValueError for N = 0.
    """
    if values.size == 0 or float(values.min()) >= 0:
        return exact_mean(values)
    return exact_mean(np.maximum(values, 0)) - exact_mean(np.maximum(-values, 0))


def _exact_sum(values: Floats) -> Fraction:
    """The sum of finite values, without rounding.

    Adding and subtracting a large power of two cuts the leading bits off every value. They lie on
    one grid, so coarse that float64 adds them exactly in any order; the bits left over are cut
    again until none are.
    Source: Rump, Ogita and Oishi 2008, "Accurate floating-point summation part I: faithful
    rounding", SIAM Journal on Scientific Computing 31(1).
    """
    rest = values.copy()
    huge = rest > _HUGE
    total = sum(map(Fraction, rest[huge].tolist()), Fraction())
    rest[huge] = 0.0
    room = (rest.size + 2).bit_length()
    while (largest := max(float(rest.max()), -float(rest.min()))) > 0:
        grid = math.ldexp(1.0, math.frexp(largest)[1] + room)
        leading = rest + grid
        leading -= grid
        total += Fraction(float(leading.sum()))
        rest -= leading
    return total
