"""Decimal numbers to float64, many at once and each rounded correctly.

A number is a whole number M times a power of ten. M is held in two floats, multiplied or divided
with the error of every step known, and rounded twice with that error on either side: where both
agree, that is the nearest float64. The rare rest is for `float` to decide.
Source: Dekker 1971, "A floating-point technique for extending the available precision"; Ziv 1991,
"Fast evaluation of elementary mathematical functions with correctly rounded last bit".
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from grader.predictions.digits import Block, Mask, Offsets, Words, read_digits

Floats = npt.NDArray[np.float64]

_EXACT_POWERS = np.array([float(10**k) for k in range(23)])  # 10^22 is the last exact float64
_WHOLE_POWERS = np.array([10**k for k in range(20)], dtype=np.uint64)
_WHOLE_LIMIT = 1.8e19  # M stays below 2^64 with room for the rounding of this very test
_ERROR = 2.0**-98  # relative, far above the 2^-103 that two floats of 53 bits can lose
_SPLITTER = float(2**27 + 1)
_PLUS, _MINUS = ord("+"), ord("-")


@dataclass(frozen=True, eq=False)
class Decimals:
    """Numbers (N,) and which of them (N,) are certain: written by the grammar, rounded right."""

    values: Floats
    certain: Mask


def read_decimals(
    block: Block, begins: Offsets, points: Offsets, exponents: Offsets, ends: Offsets
) -> Decimals:
    """The numbers at ``begins[i]:ends[i]``, each followed by at least one more byte.

    points: where the decimal point stands; exponents: where the letter e stands. Each is where the
    part before it ends if there is none.
    """
    negative, begins = _read_sign(block, begins)
    digits_after = np.maximum(exponents - points - 1, 0)
    whole, right = read_digits(block, begins, np.minimum(points, exponents))
    fraction, digits = read_digits(block, exponents - digits_after, exponents)
    right &= digits & (points - begins + digits_after > 0)
    scale = digits_after
    if (exponents < ends).any():
        power, digits = _read_exponent(block, exponents, ends)
        scale = digits_after - power
        right &= digits
    right &= np.abs(scale) < _EXACT_POWERS.size
    shift = np.minimum(digits_after, _WHOLE_POWERS.size - 1)
    right &= whole * _EXACT_POWERS[np.minimum(digits_after, 22)] + fraction < _WHOLE_LIMIT
    number = whole * _WHOLE_POWERS[shift] + fraction
    values, certain = _scaled(np.where(right, number, 0), np.where(right, scale, 0))
    return Decimals(np.where(negative, -values, values), right & certain)


def _read_sign(block: Block, begins: Offsets) -> tuple[Mask, Offsets]:
    """Which numbers are negative, and where they begin after their sign."""
    first = block.text[begins]
    negative = first == _MINUS
    return negative, begins + (negative | (first == _PLUS))


def _read_exponent(block: Block, letters: Offsets, ends: Offsets) -> tuple[Offsets, Mask]:
    """The exponents after the letters e, 0 where there is none, and which of them are right."""
    present = letters < ends
    negative, begins = _read_sign(block, np.where(present, letters + 1, letters))
    begins = np.where(present, begins, ends)
    number, right = read_digits(block, begins, ends)
    right &= (ends - begins > 0) | ~present
    power = np.minimum(number, 1000).astype(np.int64)
    return np.where(negative & present, -power, power), right


def _scaled(whole: Words, scale: Offsets) -> tuple[Floats, Mask]:
    """The float64 nearest to ``whole / 10**scale``, and where that is certain."""
    high = whole.astype(np.float64)
    low = (whole - high.astype(np.uint64)).view(np.int64).astype(np.float64)
    power = _EXACT_POWERS[np.abs(scale)]
    near, rest = _quotient(high, low, power)
    if (scale < 0).any():
        product, error = _product(high, power)
        near = np.where(scale < 0, product, near)
        rest = np.where(scale < 0, error + low * power, rest)
    margin = near * _ERROR
    below, above = near + (rest - margin), near + (rest + margin)
    return above, below == above


def _quotient(high: Floats, low: Floats, divisor: Floats) -> tuple[Floats, Floats]:
    """``(high + low) / divisor`` as a float64 and a small rest."""
    near = high / divisor
    product, error = _product(near, divisor)
    return near, (high - product - error + low) / divisor


def _product(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """``a * b`` as a float64 and its exact error."""
    product = a * b
    a_high, a_low = _halves(a)
    b_high, b_low = _halves(b)
    return product, a_high * b_high - product + a_high * b_low + a_low * b_high + a_low * b_low


def _halves(a: Floats) -> tuple[Floats, Floats]:
    """Two floats of at most 27 bits that add up to `a`."""
    scaled = a * _SPLITTER
    high = scaled - (scaled - a)
    return high, a - high
