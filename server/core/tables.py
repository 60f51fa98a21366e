"""Tables of spreadsheets: read with bounds, written so that no cell is computed.

The encoding and the delimiter stay those of the file that came.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from server.core import table_problems as problems
from server.core.errors import RequestProblemError
from server.core.spreadsheets import defuse

if TYPE_CHECKING:
    import _csv

LARGEST_TABLE = 2_000_000
MOST_COLUMNS = 1_000
MOST_ROWS = 20_000
_DELIMITERS = (",", ";", "\t")
_TOLD = re.compile(r"\"?sep=([,;\t])\"?", re.IGNORECASE)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")

Cell = str | int | float | None


@dataclass(frozen=True)
class Table:
    """The cells of a file, row by row, and how they were written."""

    rows: list[list[str]]
    encoding: str = "utf-8-sig"
    delimiter: str = ","

    @property
    def header(self) -> list[str]:
        """The first row, without space around its cells."""
        return [cell.strip() for cell in self.rows[0]]


def refuse(*found: object) -> RequestProblemError:
    """The 422 that says these problems."""
    return RequestProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, *found)  # type: ignore[arg-type]


def read_table(data: bytes) -> Table:
    """The table in a file. Raises 422 for what is none, or has too many columns or rows."""
    read = read_lines(data)
    rows = [cells for _, cells in read.lines]
    if len(rows) < 2:
        raise refuse(problems.EMPTY())
    width = len(rows[0])
    rows = [row[:width] + [""] * (width - len(row)) for row in rows]
    return Table(rows, read.encoding, read.delimiter)


@dataclass(frozen=True)
class Lines:
    """The rows of a file that hold anything, each with its number, as long as they came."""

    lines: list[tuple[int, list[str]]]
    encoding: str
    delimiter: str


def read_lines(data: bytes, most_rows: int = MOST_ROWS + 1) -> Lines:
    """The rows of a text. Raises 422 for what is none, or has too many columns or rows.

    A first line ``sep=;``, by which spreadsheets are told the delimiter, is none of them.
    """
    text, encoding = decode(data)
    text = text.lstrip("\n\r")
    first = text.partition("\n")[0].rstrip("\r")
    delimiter = max(_DELIMITERS, key=first.count)
    told = _TOLD.fullmatch(first)
    if told is not None:
        delimiter = told[1]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found = ((reader.line_num, cells) for cells in _rows(reader))
    if told is not None:
        next(found)
    return Lines(bounded(found, most_rows), encoding, delimiter)


def bounded(found: Iterable[tuple[int, list[str]]], most_rows: int) -> list[tuple[int, list[str]]]:
    """The rows that hold anything. Raises 422 for too many, and for one of too many columns."""
    lines: list[tuple[int, list[str]]] = []
    for number, cells in found:
        if len(cells) > MOST_COLUMNS:
            raise refuse(problems.COLUMNS(row=number, got=len(cells), limit=MOST_COLUMNS))
        if any(cell.strip() for cell in cells):
            if len(lines) == most_rows:
                raise refuse(problems.ROWS(limit=most_rows))
            lines.append((number, cells))
    return lines


def _rows(reader: "_csv.Reader") -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise refuse(problems.NOT_CSV(row=reader.line_num, reason=str(error))) from None


def decode(data: bytes) -> tuple[str, str]:
    """The text of a file and its encoding: by its mark, else UTF-8, else Shift_JIS as Windows."""
    marked = "utf-16" if data.startswith(_UTF16) else None
    if data.startswith(b"\xef\xbb\xbf"):
        marked = "utf-8-sig"
    for encoding in (marked,) if marked else ("utf-8", "cp932"):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise refuse(problems.NOT_TEXT())


def write_table(table: Table) -> bytes:
    """The file of a table. Raises 422 where its encoding has no place for a character."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=table.delimiter)
    writer.writerows([defuse(cell) for cell in row] for row in table.rows)
    try:
        return written.getvalue().encode(table.encoding)
    except UnicodeEncodeError as error:
        character = error.object[error.start : error.end]
        raise refuse(problems.ENCODING(character=character, encoding=table.encoding)) from None


def write_cells(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A file of our own: UTF-8 with the mark by which spreadsheets know it."""
    return write_table(Table([list(header), *([plain(cell) for cell in row] for row in rows)]))


def plain(cell: Cell) -> str:
    """A cell as text: numbers with a point and without separators, nothing for None."""
    if isinstance(cell, float):
        return f"{cell:.15g}" if cell != int(cell) or abs(cell) >= 1e15 else str(int(cell))
    return "" if cell is None else str(cell)
