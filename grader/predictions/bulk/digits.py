"""Runs of ASCII digits to whole numbers, many at once: eight digits to a machine word."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reference.arrays import Booleans

Bytes = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.uint8]  # of characters: small numbers in small integers are quick
Words = npt.NDArray[np.uint64]
Offsets = npt.NDArray[np.int64]

WORD = 8  # characters in a word
RUN = 3 * WORD  # characters in the longest run that is read
SAFE_DIGITS = 19  # a whole number of so many always fits 64 bits

_U = np.uint64
_ALL = _U(0xFFFFFFFFFFFFFFFF)
_EACH = _U(0x0101010101010101)
_HIGH_BITS = _U(0x8080808080808080)
_ZEROS = _U(0x3030303030303030)
_ABOVE_NINE = _U(0x7676767676767676)
_PAIRS = _U(0x000000FF000000FF)
_OUTER = _U(100 + (1_000_000 << 32))
_INNER = _U(1 + (10_000 << 32))


@dataclass(frozen=True, eq=False)
class Block:
    """Lines of a file inside a buffer, at least `RUN` bytes from either end of it.

    begin, end: where the lines stand. text: the bytes up to `end`. words, runs: the eight and the
    `RUN` bytes that begin at each offset. All offsets are into the buffer.
    """

    buffer: bytearray
    begin: int
    end: int
    text: Bytes
    words: Words
    runs: npt.NDArray[np.void]

    @classmethod
    def of(cls, buffer: bytearray, begin: int, end: int) -> "Block":
        """The block that stands in the buffer from `begin` to `end`."""
        text = np.frombuffer(buffer, dtype=np.uint8, count=end)
        words: Words = np.ndarray((len(buffer) - WORD + 1,), "<u8", buffer, strides=(1,))
        runs = np.ndarray((len(buffer) - RUN + 1,), f"V{RUN}", buffer, strides=(1,))
        return cls(buffer, begin, end, text, words, runs)

    def __contains__(self, character: bytes) -> bool:
        """Whether a character stands anywhere in the block."""
        return self.buffer.find(character, self.begin, self.end) >= 0

    def find(self, character: str) -> Offsets:
        """Every offset at which a character stands, ascending."""
        offsets: Offsets = np.flatnonzero(self.text[self.begin :] == ord(character))
        offsets += self.begin
        return offsets


@dataclass(frozen=True, eq=False)
class Cells:
    """Cells of a block, in ascending order, with at least one byte after each.

    begins, ends: offsets (N,). lengths: (N,), 255 where a cell is longer. heads: the words (N,) at
    `begins`.
    """

    block: Block
    begins: Offsets
    ends: Offsets
    lengths: Counts
    heads: Words

    @classmethod
    def of(cls, block: Block, begins: Offsets, ends: Offsets) -> "Cells":
        """The cells at ``begins[i]:ends[i]``."""
        lengths = np.minimum(ends - begins, 255).astype(np.uint8)
        return cls(block, begins, ends, lengths, block.words[begins])


def find_first(words: Words, character: str) -> Counts:
    """Where in each word (N,) a character first stands: 0 to 7, or 8 where it does not.

    Source: Warren 2012, "Hacker's Delight", second edition, section 6-1.
    """
    differences = words ^ (_EACH * _U(ord(character)))
    found = differences - _EACH
    found &= ~differences
    found &= _HIGH_BITS
    before = found - _U(1)
    before &= ~found
    first: Counts = np.bitwise_count(before) >> 3
    return first


def leave_out(words: Words, positions: Counts) -> Words:
    """Words (N,) without the character at a position, 0 to 8; what is after it moves up."""
    after = _ALL << _bits(positions)
    kept: Words = words & ~after
    kept |= (words >> _U(WORD)) & after
    return kept


def read_short_digits(words: Words, lengths: Counts) -> tuple[Words, Booleans]:
    """The whole numbers in the first `lengths` characters of words (N,), and which are right.

    lengths: (N,), each at most 8. Right are digits alone; an empty run is zero.
    """
    numbers, wrong = _add_digits((words ^ _ZEROS) << _bits(WORD - lengths))
    return numbers, wrong & _HIGH_BITS == 0


def read_digits(block: Block, ends: Offsets, lengths: Counts) -> tuple[Words, Booleans]:
    """The whole numbers (N,) spelled by `lengths` characters before `ends`, and which are right.

    Right are runs of digits alone below 10^19; an empty run is zero.
    """
    longest = int(lengths.max(initial=0))
    runs = block.runs[ends - RUN].view("<u8").reshape(-1, 3)
    numbers, wrong = _add_digits(_last(runs[:, 2], lengths))
    if longest > WORD:
        higher, more = _add_digits(_last(runs[:, 1], np.maximum(lengths, WORD) - WORD))
        higher *= _U(10**WORD)
        numbers += higher
        wrong |= more
    if longest <= 2 * WORD:
        return numbers, wrong & _HIGH_BITS == 0
    highest, more = _add_digits(_last(runs[:, 0], np.maximum(lengths, 2 * WORD) - 2 * WORD))
    wrong |= more
    right = (wrong & _HIGH_BITS == 0) & (highest < 1000) & (lengths <= RUN)
    highest *= _U(10 ** (2 * WORD))
    numbers += highest
    return numbers, right


def _last(words: Words, lengths: Counts) -> Words:
    """The last `lengths` characters of each word less the character 0, zeros before them."""
    masks = _ALL << _bits(WORD - np.minimum(lengths, WORD))
    masks &= words ^ _ZEROS
    return masks


def _bits(characters: Counts) -> Words:
    """How many bits 0 to 8 characters take; NumPy shifts in zeros for all 64."""
    return (characters << 3).astype(np.uint64)


def _add_digits(digits: Words) -> tuple[Words, Words]:
    """The numbers whose eight digits, from 0 to 9, are the bytes of words; high bits mark others.

    Every step works on all bytes of a word at once: digits become pairs, pairs the sum.
    Source: Lemire 2018, "Quickly parsing eight digits".
    """
    wrong = digits + _ABOVE_NINE
    wrong |= digits
    pairs = digits >> _U(8)
    digits *= _U(10)
    pairs += digits
    inner = pairs >> _U(16)
    inner &= _PAIRS
    inner *= _INNER
    pairs &= _PAIRS
    pairs *= _OUTER
    pairs += inner
    pairs >>= _U(32)
    return pairs, wrong
