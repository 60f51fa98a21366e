"""Prediction files in CSV, read in bulk: accepts only what is certainly right.

Where anything is unusual it says nothing about it and leaves the file to the diagnosis.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from grader.predictions.decimals import read_decimals
from grader.predictions.digits import (
    RUN,
    WORD,
    Block,
    Cells,
    Offsets,
    find_first,
    read_digits,
    read_short_digits,
)
from grader.predictions.identifiers import DIGITS, Places, TextPlaces, WholeNumberPlaces
from grader.predictions.labels import HiddenLabels
from grader.predictions.numbers import parse_number

Floats = npt.NDArray[np.float64]

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_BLOCK_BYTES = 1 << 18  # its arrays stay in the processor's cache
_HEADERS = {b"id,prediction": True, b"prediction,id": False}


def read_quickly(body: bytes, labels: HiddenLabels) -> Floats | None:
    """The predictions (N,) in the order of the labels, or None where the file is in doubt."""
    start, id_first = _after_header(body)
    values = np.full(len(labels.ids), np.nan)
    count = 0
    for piece in _pieces(body, start):
        cells = _cells(piece) if len(piece) <= _BLOCK_BYTES else None
        if cells is None or (count := count + cells[0].ends.size) > values.size:
            return None
        id_cells, number_cells = cells if id_first else reversed(cells)
        places = _places(piece, id_cells, labels.places)
        numbers = None if places is None else _numbers(piece, number_cells)
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


def _cells(piece: bytes) -> tuple[Cells, Cells] | None:
    """The cells before and after the first comma of each line, or None where one has none."""
    if b'"' in piece:
        return None
    block = Block.of(piece)
    newlines = block.find("\n")
    begins = np.concatenate(([RUN], newlines[:-1] + 1))
    heads = block.words[begins]
    lengths = find_first(heads, ",")
    commas = begins + lengths.astype(np.int64)
    ends = newlines
    if b"\r" in piece:
        ends = newlines - (block.text[newlines - 1] == ord("\r"))
    if lengths.max() == WORD:
        commas = block.find(",")
        if newlines.size != commas.size or (begins > commas).any() or (commas >= newlines).any():
            return None
        return Cells.of(block, begins, commas), Cells.of(block, commas + 1, ends)
    if (commas >= ends).any():
        return None
    return Cells(block, begins, commas, lengths, heads), Cells.of(block, commas + 1, ends)


def _places(piece: bytes, cells: Cells, places: Places) -> Offsets | None:
    """The places of the ids, or None where one is unknown."""
    if isinstance(places, TextPlaces):
        found = _text_places(piece, cells, places)
    else:
        found = _whole_number_places(cells, places)
    return None if found is None or (found < 0).any() else found


def _whole_number_places(cells: Cells, places: WholeNumberPlaces) -> Offsets | None:
    """The places of ids that must be canonical whole numbers."""
    longest = int(cells.lengths.max())
    if longest <= WORD:
        ids, right = read_short_digits(cells.heads, cells.lengths)
    else:
        ids, right = read_digits(cells.block, cells.ends, cells.lengths)
    canonical = (cells.heads.astype(np.uint8) != ord("0")) | (cells.lengths == 1)
    if longest > DIGITS or not (right & canonical & (cells.lengths > 0)).all():
        return None
    return places.places(ids.astype(np.int64))


def _text_places(piece: bytes, cells: Cells, places: TextPlaces) -> Offsets | None:
    """The places of any other ids, -1 where one is unknown."""
    if not piece.isascii():
        return None
    text = piece.decode("ascii")
    slices = map(slice, (cells.begins - RUN).tolist(), (cells.ends - RUN).tolist())
    found = [places.place(text[cell]) for cell in slices]
    return np.array([-1 if place is None else place for place in found], dtype=np.int64)


def _numbers(piece: bytes, cells: Cells) -> Floats | None:
    """The numbers, or None where one of them is none."""
    decimals = read_decimals(cells)
    values = decimals.values
    for row in np.flatnonzero(~decimals.certain).tolist():
        text = piece[cells.begins[row] - RUN : cells.ends[row] - RUN].decode("latin-1")
        value = parse_number(text)
        if value is None:
            return None
        values[row] = value
    return values
