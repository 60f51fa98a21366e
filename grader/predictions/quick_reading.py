"""Prediction files in CSV, read in bulk: accepts only what is certainly right.

Where anything is unusual it says nothing about it and leaves the file to the diagnosis.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from grader.predictions.decimals import read_decimals
from grader.predictions.digits import RUN, WORD, Block, Offsets, find_first, read_digits
from grader.predictions.identifiers import DIGITS, Places, TextPlaces, WholeNumberPlaces
from grader.predictions.labels import HiddenLabels
from grader.predictions.numbers import parse_number

Floats = npt.NDArray[np.float64]

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_BLOCK_BYTES = 1 << 18  # its arrays stay in the processor's cache
_HEADERS = {b"id,prediction": True, b"prediction,id": False}


@dataclass(frozen=True, eq=False)
class _Lines:
    """Where the cells of a block stand. Offsets (N,)."""

    block: Block
    begins: Offsets
    commas: Offsets
    ends: Offsets


def read_quickly(body: bytes, labels: HiddenLabels) -> Floats | None:
    """The predictions (N,) in the order of the labels, or None where the file is in doubt."""
    start, id_first = _after_header(body)
    values = np.full(len(labels.ids), np.nan)
    count = 0
    for piece in _pieces(body, start):
        lines = _lines(piece) if len(piece) <= _BLOCK_BYTES else None
        if lines is None or (count := count + lines.ends.size) > values.size:
            return None
        before, after = (lines.begins, lines.commas), (lines.commas + 1, lines.ends)
        places = _places(piece, lines.block, *(before if id_first else after), labels.places)
        numbers = _numbers(piece, lines, *(after if id_first else before))
        if places is None or numbers is None:
            return None
        values[places] = numbers
    complete = count == values.size and not np.isnan(values).any()
    return values if complete else None


def _after_header(body: bytes) -> tuple[int, bool]:
    """Where the rows begin, and whether the id is the first cell of them."""
    start = len(_BYTE_ORDER_MARK) if body.startswith(_BYTE_ORDER_MARK) else 0
    end = body.find(b"\n", start, start + 32)
    id_first = _HEADERS.get(body[start:end].removesuffix(b"\r"))
    return (start, True) if end < 0 or id_first is None else (end + 1, id_first)


def _pieces(body: bytes, start: int) -> Iterator[bytes]:
    """Whole lines, at most a block of them at a time; the last line end is added if missing.

    A line that is longer than a block makes a longer piece.
    """
    while start < len(body):
        end = body.rfind(b"\n", start, start + _BLOCK_BYTES) + 1
        if end == 0:
            yield body[start:] + b"\n"
            return
        yield body[start:end]
        start = end


def _lines(piece: bytes) -> _Lines | None:
    """The cells before and after the first comma of each line, or None where one has none."""
    if b'"' in piece:
        return None
    block = Block.of(piece)
    newlines = block.find("\n")
    begins = np.concatenate(([RUN], newlines[:-1] + 1))
    commas = begins + find_first(block.words[begins], ",")
    if (commas - begins).max() == WORD:
        commas = block.find(",")
        if newlines.size != commas.size or (begins > commas).any():
            return None
    if (commas >= newlines).any():
        return None
    ends = newlines
    if b"\r" in piece:
        ends = newlines - (block.text[newlines - 1] == ord("\r"))
    return _Lines(block, begins, commas, ends)


def _places(
    piece: bytes, block: Block, begins: Offsets, ends: Offsets, places: Places
) -> Offsets | None:
    """The places of the ids, or None where one is unknown."""
    if isinstance(places, TextPlaces):
        found = _text_places(piece, begins - RUN, ends - RUN, places)
    else:
        found = _whole_number_places(block, begins, ends, places)
    return None if found is None or (found < 0).any() else found


def _whole_number_places(
    block: Block, begins: Offsets, ends: Offsets, places: WholeNumberPlaces
) -> Offsets | None:
    """The places of ids that must be canonical whole numbers."""
    lengths = ends - begins
    if not ((lengths > 0) & (lengths <= DIGITS)).all():
        return None
    ids, right = read_digits(block, begins, ends)
    canonical = (block.text[begins] != ord("0")) | (lengths == 1)
    return places.places(ids.astype(np.int64)) if (right & canonical).all() else None


def _text_places(
    piece: bytes, begins: Offsets, ends: Offsets, places: TextPlaces
) -> Offsets | None:
    """The places of any other ids, -1 where one is unknown."""
    if not piece.isascii():
        return None
    text = piece.decode("ascii")
    cells = map(slice, begins.tolist(), ends.tolist())
    found = [places.place(text[cell]) for cell in cells]
    return np.array([-1 if place is None else place for place in found], dtype=np.int64)


def _numbers(piece: bytes, lines: _Lines, begins: Offsets, ends: Offsets) -> Floats | None:
    """The numbers, or None where one of them is none."""
    decimals = read_decimals(lines.block, begins, ends)
    values = decimals.values
    for row in np.flatnonzero(~decimals.certain).tolist():
        cell = piece[begins[row] - RUN : ends[row] - RUN]
        value = parse_number(cell.decode("latin-1"))
        if value is None:
            return None
        values[row] = value
    return values
