"""Prediction files in CSV, read in bulk: accepts only what is certainly right.

Where anything is unusual it says nothing about it and leaves the file to the diagnosis.
"""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO, FileIO

import numpy as np

from grader.predictions.bulk.decimals import read_decimals
from grader.predictions.bulk.digits import (
    RUN,
    WORD,
    Block,
    Cells,
    Offsets,
    find_first,
    read_digits,
    read_short_digits,
)
from grader.predictions.diagnosis.numbers import parse_number
from grader.predictions.identifiers import DIGITS, Places, TextPlaces, WholeNumberPlaces
from grader.predictions.labels import HiddenLabels
from reference.arrays import Floats

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_BLOCK_BYTES = 5 << 16  # its arrays stay in the processor's cache
_HEADERS = {b"id,prediction": True, b"prediction,id": False}


def read_quickly(
    file: FileIO | BytesIO, labels: HiddenLabels, block_bytes: int = _BLOCK_BYTES
) -> Floats | None:
    """The predictions (N,) in the order of the labels, or None where the file is in doubt.

    With no more rows than labels, none is missing exactly where none is there twice.

    file: at its beginning. It is read a block at a time, in memory that does not grow with it.
    """
    values = np.full(len(labels.ids), np.nan)
    count, id_first = 0, True
    for block in _blocks(file, block_bytes):
        if count == 0:
            block, id_first = _after_header(block)  # noqa: PLW2901 - the same block, less a line
        cells = _cells(block)
        if cells is None or (count := count + cells[0].ends.size) > values.size:
            return None
        id_cells, number_cells = cells if id_first else reversed(cells)
        places = _places(id_cells, labels.places)
        numbers = None if places is None else _numbers(number_cells)
        if places is None or numbers is None:
            return None
        values[places] = numbers
    return None if np.isnan(values).any() else values


def _blocks(file: FileIO | BytesIO, block_bytes: int) -> Iterator[Block]:
    """Whole lines, a block of them at a time, each in the place of the one before.

    The last line end is added if it is missing. A line longer than a block makes an empty block.
    """
    buffer = bytearray(RUN + block_bytes + RUN)
    limit = RUN + block_bytes - 1
    filled = RUN
    with memoryview(buffer) as view:
        while count := file.readinto(view[filled:limit]):
            end = buffer.rfind(b"\n", filled, filled + count) + 1
            filled += count
            if end:
                yield Block.of(buffer, RUN, end)
                buffer[RUN : RUN + filled - end] = buffer[end:filled]
                filled += RUN - end
    if filled > RUN:
        buffer[filled] = ord("\n")
        yield Block.of(buffer, RUN, filled + 1 if filled < limit else RUN)


def _after_header(block: Block) -> tuple[Block, bool]:
    """The rows of the first block, and whether the id is the first cell of them."""
    line = bytes(block.buffer[block.begin : block.begin + 32]).partition(b"\n")[0]
    mark = len(_BYTE_ORDER_MARK) if line.startswith(_BYTE_ORDER_MARK) else 0
    id_first = _HEADERS.get(line[mark:].removesuffix(b"\r"))
    skipped = mark if id_first is None else len(line) + 1
    return replace(block, begin=block.begin + skipped), id_first is not False


def _cells(block: Block) -> tuple[Cells, Cells] | None:
    """The cells before and after the first comma of each line, or None where one has none."""
    newlines = block.find("\n")
    if newlines.size == 0 or b'"' in block:
        return None
    begins = np.concatenate(([block.begin], newlines[:-1] + 1))
    heads = block.words[begins]
    lengths = find_first(heads, ",")
    commas = begins + lengths.astype(np.int64)
    ends = newlines
    if b"\r" in block:
        ends = newlines - (block.text[newlines - 1] == ord("\r"))
    if lengths.max() < WORD:
        if (commas >= ends).any():
            return None
        return Cells(block, begins, commas, lengths, heads), Cells.of(block, commas + 1, ends)
    commas = block.find(",")
    if newlines.size != commas.size or ((commas < begins) | (commas >= ends)).any():
        return None
    return Cells.of(block, begins, commas), Cells.of(block, commas + 1, ends)


def _places(cells: Cells, places: Places) -> Offsets | None:
    """The places of the ids, or None where one is unknown."""
    if isinstance(places, TextPlaces):
        found = _text_places(cells, places)
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


def _text_places(cells: Cells, places: TextPlaces) -> Offsets | None:
    """The places of any other ids, -1 where one is unknown."""
    text = bytes(cells.block.text)
    if not text.isascii():
        return None
    slices = map(slice, cells.begins.tolist(), cells.ends.tolist())
    letters = text.decode("ascii")
    found = [places.place(letters[cell]) for cell in slices]
    return np.array([-1 if place is None else place for place in found], dtype=np.int64)


def _numbers(cells: Cells) -> Floats | None:
    """The numbers, or None where one of them is none."""
    decimals = read_decimals(cells)
    values = decimals.values
    for row in np.flatnonzero(~decimals.certain).tolist():
        text = cells.block.buffer[cells.begins[row] : cells.ends[row]].decode("latin-1")
        value = parse_number(text)
        if value is None:
            return None
        values[row] = value
    return values
