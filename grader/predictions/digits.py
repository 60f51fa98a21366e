"""Runs of ASCII digits to whole numbers, many at once: eight digits to a machine word."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Offsets = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

WORD = 8  # digits
_PADDING = bytes(3 * WORD)  # so that a word that ends at the first digit still begins inside

_U = np.uint64
_LAST = np.array([((1 << 64) - 1) << 8 * (WORD - n) & (1 << 64) - 1 for n in range(9)], dtype=_U)
_ZEROS = _U(0x3030303030303030)
_ABOVE_NINE = _U(0x7676767676767676)
_HIGH_BITS = _U(0x8080808080808080)
_PAIRS = _U(0x000000FF000000FF)
_OUTER = _U(100 + (1_000_000 << 32))
_INNER = _U(1 + (10_000 << 32))
_HUNDRED_MILLION = _U(10**WORD)


@dataclass(frozen=True, eq=False)
class Block:
    """A piece of a file. text: bytes. words: the eight bytes that begin at each offset.

    Offsets into both begin at `start`; before it stand zeros.
    """

    text: Bytes
    words: Words
    start: int

    @classmethod
    def of(cls, piece: bytes) -> "Block":
        """The block that holds `piece`."""
        padded = _PADDING + piece
        words: Words = np.ndarray((len(padded) - WORD + 1,), "<u8", padded, strides=(1,))
        return cls(np.frombuffer(padded, dtype=np.uint8), words, len(_PADDING))


def read_digits(block: Block, begins: Offsets, ends: Offsets) -> tuple[Words, Mask]:
    """The whole numbers (N,) spelled at ``begins[i]:ends[i]``, and which of them (N,) are right.

    Right are runs of digits alone below 10^19; an empty run is zero.
    """
    lengths = ends - begins
    numbers, right = _read_word(block, ends, lengths)
    longest = int(lengths.max(initial=0))
    if longest > WORD:
        higher, digits = _read_word(block, ends - WORD, lengths - WORD)
        numbers += higher * _HUNDRED_MILLION
        right &= digits
    if longest > 2 * WORD:
        highest, digits = _read_word(block, ends - 2 * WORD, lengths - 2 * WORD)
        numbers += highest * _HUNDRED_MILLION * _HUNDRED_MILLION
        right &= digits & (highest < 1000) & (lengths <= 3 * WORD)
    return numbers, right


def _read_word(block: Block, ends: Offsets, lengths: Offsets) -> tuple[Words, Mask]:
    """The numbers in the last eight digits before `ends`, or in all where there are fewer.

    Every step works on all eight bytes of a word: single digits become pairs, pairs the sum.
    Source: Lemire 2018, "Quickly parsing eight digits".
    """
    word = block.words[np.maximum(ends - WORD, 0)]
    word ^= _ZEROS
    word &= _LAST[np.clip(lengths, 0, WORD)]
    right = ((word + _ABOVE_NINE) | word) & _HIGH_BITS == 0
    word = word * _U(10) + (word >> _U(8))
    numbers = ((word & _PAIRS) * _OUTER + ((word >> _U(16)) & _PAIRS) * _INNER) >> _U(32)
    return numbers, right
