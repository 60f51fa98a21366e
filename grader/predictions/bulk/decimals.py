"""Decimal numbers to float64, many at once and each rounded correctly.

A number is a whole number M times a power of ten. M is held in two floats, multiplied or divided
with the error of every step known, and rounded twice with that error on either side: where both
agree, that is the nearest float64. The rare rest is for `float` to decide.
Source: Dekker 1971, "A floating-point technique for extending the available precision"; Ziv 1991,
"Fast evaluation of elementary mathematical functions with correctly rounded last bit".
"""

from dataclasses import dataclass

import numpy as np

from grader.predictions.bulk.digits import (
    SAFE_DIGITS,
    WORD,
    Cells,
    Counts,
    Offsets,
    Words,
    find_first,
    leave_out,
    read_digits,
    read_short_digits,
)
from reference.arrays import Booleans, Floats

_EXACT_POWERS = np.array([float(10**k) for k in range(23)])  # 10^22 is the last exact float64
_WHOLE_POWERS = np.array([10**k for k in range(20)], dtype=np.uint64)
_WHOLE_LIMIT = 1.8e19  # below 2^64 with room for the rounding of the test itself
_EXACT_LIMIT = 2**53
_ERROR = 2.0**-98  # relative, far above the 2^-103 that two floats of 53 bits can lose
_SPLITTER = float(2**27 + 1)
_PLUS, _MINUS = ord("+"), ord("-")


@dataclass(frozen=True, eq=False)
class Decimals:
    """Numbers (N,) and which of them (N,) are certain: written by the grammar, rounded right."""

    values: Floats
    certain: Booleans


def read_decimals(cells: Cells) -> Decimals:
    """The numbers in cells (N,)."""
    letters = _find_letters(cells)
    negative, unsigned = _read_sign(cells, letters)
    digits = _read_digits(unsigned)
    whole, scale, right = digits.whole, digits.scale.astype(np.int64), digits.right
    if letters is not cells.ends:
        power, read = _read_exponent(cells, letters)
        scale = scale - power
        right &= read
        right &= np.abs(scale) < _EXACT_POWERS.size
    if not right.all():
        whole, scale = np.where(right, whole, 0), np.where(right, scale, 0)
    values, certain = _scale_down(whole, scale)
    if negative.any():
        values = np.where(negative, -values, values)
    return Decimals(values, right & certain)


def _find_letters(cells: Cells) -> Offsets:
    """Where the letter of each exponent stands, or the end of the cell; `ends` if there is none."""
    if b"e" not in cells.block and b"E" not in cells.block:
        return cells.ends
    return _last_in_cells(np.flatnonzero(cells.block.text | 0x20 == ord("e")), cells)


def _last_in_cells(marks: Offsets, cells: Cells) -> Offsets:
    """The last of the ascending `marks` in each cell, or the cell's end."""
    if marks.size == 0:
        return cells.ends
    last = marks[np.maximum(np.searchsorted(marks, cells.ends) - 1, 0)]
    return np.where((last >= cells.begins) & (last < cells.ends), last, cells.ends)


def _read_sign(cells: Cells, ends: Offsets) -> tuple[Booleans, Cells]:
    """Which numbers are negative, and the cells from after their signs up to `ends`."""
    first = cells.heads.astype(np.uint8)
    negative = first == _MINUS
    signed = negative | (first == _PLUS)
    if ends is cells.ends and not signed.any():
        return negative, cells
    return negative, Cells.of(cells.block, cells.begins + signed, ends)


@dataclass(frozen=True, eq=False)
class _Digits:
    """The digits of numbers (N,), point left out.

    whole: as a whole number. scale: how many of them stand after the point, at most 22 where
    right. right: whether they are digits indeed and few enough.
    """

    whole: Words
    scale: Counts
    right: Booleans


def _read_digits(cells: Cells) -> _Digits:
    """The digits of numbers without sign and exponent."""
    found = find_first(cells.heads, ".")
    before = np.minimum(found, cells.lengths)
    scale = cells.lengths - before
    scale -= scale > 0  # the point itself
    leading = before + (np.maximum(scale, 2 * WORD) - 2 * WORD)  # what two words leave over
    if (leading >= WORD).any():
        return _read_long_digits(cells)
    whole, right = read_short_digits(leave_out(cells.heads, found), leading)
    rest = before + scale - leading
    last, digits = read_digits(cells.block, cells.ends, rest)
    right &= digits
    right &= before + scale > 0
    if int((before + scale).max(initial=0)) > SAFE_DIGITS:
        right &= _fits(whole, last, rest, scale)
    return _Digits(whole * _WHOLE_POWERS.take(rest, mode="clip") + last, scale, right)


def _read_long_digits(cells: Cells) -> _Digits:
    """The same, for any number of digits before the point."""
    points = _last_in_cells(cells.block.find("."), cells)
    whole_part = Cells.of(cells.block, cells.begins, points)
    fraction = Cells.of(cells.block, np.minimum(points + 1, cells.ends), cells.ends)
    before, scale = whole_part.lengths, fraction.lengths
    whole, right = read_digits(cells.block, points, before)
    last, digits = read_digits(cells.block, cells.ends, scale)
    right &= digits & (np.maximum(before, scale) > 0) & _fits(whole, last, scale, scale)
    return _Digits(whole * _WHOLE_POWERS.take(scale, mode="clip") + last, scale, right)


def _fits(whole: Words, last: Words, rest: Counts, scale: Counts) -> Booleans:
    """Whether ``whole * 10**rest + last`` is below 2^64 and 10^scale an exact float64."""
    estimate = whole * _EXACT_POWERS.take(rest, mode="clip") + last
    fits: Booleans = (estimate < _WHOLE_LIMIT) & (scale < _EXACT_POWERS.size)
    return fits


def _read_exponent(cells: Cells, letters: Offsets) -> tuple[Offsets, Booleans]:
    """The exponents after the letters, 0 where there is none, and which of them are right."""
    present = letters < cells.ends
    after = Cells.of(cells.block, letters + present, cells.ends)
    negative, unsigned = _read_sign(after, cells.ends)
    lengths = np.where(present, unsigned.lengths, 0).astype(np.uint8)
    number, right = read_digits(cells.block, cells.ends, lengths)
    right &= (lengths > 0) | ~present
    power = number.astype(np.int64)
    return np.where(negative & present, -power, power), right


def _scale_down(whole: Words, scale: Offsets) -> tuple[Floats, Booleans]:
    """The float64 nearest to ``whole / 10**scale``, and where that is certain."""
    high = whole.astype(np.float64)
    upwards = int(scale.min(initial=0)) < 0
    power = _EXACT_POWERS[np.abs(scale) if upwards else scale]
    if int(whole.max(initial=0)) <= _EXACT_LIMIT and not upwards:
        return high / power, np.ones(whole.size, dtype=np.bool_)  # exact numbers, rounded once
    low = (whole - high.astype(np.uint64)).view(np.int64).astype(np.float64)
    near, rest = _quotient(high, low, power)
    if upwards:
        product, error = _product(high, power)
        near = np.where(scale < 0, product, near)
        rest = np.where(scale < 0, error + low * power, rest)
    margin = near * _ERROR
    below = rest - margin
    below += near
    rest += margin
    rest += near
    return rest, below == rest


def _quotient(high: Floats, low: Floats, divisor: Floats) -> tuple[Floats, Floats]:
    """``(high + low) / divisor`` as a float64 and a small rest."""
    near = high / divisor
    product, error = _product(near, divisor)
    rest = high - product
    rest -= error
    rest += low
    rest /= divisor
    return near, rest


def _product(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """``a * b`` as a float64 and its exact error, the products of halves less the whole."""
    product = a * b
    a_high, a_low = _halves(a)
    b_high, b_low = _halves(b)
    error = a_high * b_high
    error -= product
    a_high *= b_low
    error += a_high
    b_high *= a_low
    error += b_high
    a_low *= b_low
    error += a_low
    return product, error


def _halves(a: Floats) -> tuple[Floats, Floats]:
    """Two floats of at most 27 bits that add up to `a`."""
    scaled = a * _SPLITTER
    high = scaled - a
    np.subtract(scaled, high, out=high)
    return high, a - high
