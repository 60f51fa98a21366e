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

from grader.predictions.digits import (
    WORD,
    Block,
    Mask,
    Offsets,
    Words,
    find_first,
    read_digits,
    read_leading_digits,
)

Floats = npt.NDArray[np.float64]

_EXACT_POWERS = np.array([float(10**k) for k in range(23)])  # 10^22 is the last exact float64
_WHOLE_POWERS = np.array([10**k for k in range(20)], dtype=np.uint64)
_SAFE_DIGITS = 19  # a whole number of so many always fits 64 bits
_WHOLE_LIMIT = 1.8e19  # below 2^64 with room for the rounding of the test itself
_EXACT_LIMIT = 2**53
_ERROR = 2.0**-98  # relative, far above the 2^-103 that two floats of 53 bits can lose
_SPLITTER = float(2**27 + 1)
_PLUS, _MINUS = ord("+"), ord("-")


@dataclass(frozen=True, eq=False)
class Decimals:
    """Numbers (N,) and which of them (N,) are certain: written by the grammar, rounded right."""

    values: Floats
    certain: Mask


def read_decimals(block: Block, begins: Offsets, ends: Offsets) -> Decimals:
    """The numbers at ``begins[i]:ends[i]``, ascending cells with a byte after each."""
    letters = _find_letters(block, begins, ends)
    negative, begins, head = _read_sign(block, begins)
    points, whole, right = _read_whole_part(block, begins, letters, head)
    after = np.minimum(points + 1, letters)
    fraction, digits = read_digits(block, after, letters)
    scale = letters - after
    count = points - begins + scale
    right &= digits & (count > 0)
    if (count > _SAFE_DIGITS).any():
        room = whole * _EXACT_POWERS[np.minimum(scale, 22)] + fraction < _WHOLE_LIMIT
        right &= room & (scale < _EXACT_POWERS.size)
    number = whole * _WHOLE_POWERS.take(scale, mode="clip") + fraction
    if letters is not ends:
        power, digits = _read_exponent(block, letters, ends)
        scale = scale - power
        right &= digits & (np.abs(scale) < _EXACT_POWERS.size)
    if not right.all():
        number, scale = np.where(right, number, 0), np.where(right, scale, 0)
    values, certain = _scaled(number, scale)
    if negative.any():
        values = np.where(negative, -values, values)
    return Decimals(values, right & certain)


def _find_letters(block: Block, begins: Offsets, ends: Offsets) -> Offsets:
    """Where the letter of each exponent stands, or the end of the cell; `ends` if there is none."""
    if b"e" not in block.source and b"E" not in block.source:
        return ends
    return _last_in_cells(np.flatnonzero(block.text | 0x20 == ord("e")), begins, ends)


def _last_in_cells(marks: Offsets, begins: Offsets, ends: Offsets) -> Offsets:
    """The last of the ascending `marks` in each cell, or the cell's end."""
    if marks.size == 0:
        return ends
    last = marks[np.maximum(np.searchsorted(marks, ends) - 1, 0)]
    return np.where((last >= begins) & (last < ends), last, ends)


def _read_sign(block: Block, begins: Offsets) -> tuple[Mask, Offsets, Words]:
    """Which numbers are negative, where they begin after their sign, and the word there."""
    head = block.words[begins]
    first = head.astype(np.uint8)
    negative = first == _MINUS
    signed = negative | (first == _PLUS)
    if signed.any():
        begins = begins + signed
        head = block.words[begins]
    return negative, begins, head


def _read_whole_part(
    block: Block, begins: Offsets, ends: Offsets, head: Words
) -> tuple[Offsets, Words, Mask]:
    """Where the points stand, the digits before them as whole numbers, and which are right."""
    found = find_first(head, ".")
    lengths = np.minimum(found, ends - begins)
    if ((found == WORD) & (ends - begins > WORD)).any():
        points = _last_in_cells(block.find("."), begins, ends)
        return points, *read_digits(block, begins, points)
    return begins + lengths, *read_leading_digits(head, lengths)


def _read_exponent(block: Block, letters: Offsets, ends: Offsets) -> tuple[Offsets, Mask]:
    """The exponents after the letters, 0 where there is none, and which of them are right."""
    present = letters < ends
    negative, begins, _ = _read_sign(block, letters + present)
    begins = np.where(present, begins, ends)
    number, right = read_digits(block, begins, ends)
    right &= (ends - begins > 0) | ~present
    power = np.minimum(number, 1000).astype(np.int64)
    return np.where(negative & present, -power, power), right


def _scaled(whole: Words, scale: Offsets) -> tuple[Floats, Mask]:
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
