"""A teacher's own CSV read without kindness: what is odd about it is told and not repaired."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.authoring import problems
from grader.bundles.folder import BundleError
from grader.problems import Problem

MAX_BYTES = 10_000_000
MAX_ROWS = 100_000
MAX_COLUMNS = 1_000
MAX_CELLS = 2_000_000
_MAX_CELL_CHARS = 1_000
_MAX_NAME_CHARS = 100
_MOST_PROBLEMS = 10
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "?"})
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class OwnTable:
    """A file as it stands: names of its columns, and rows of as many cells, without blanks around.

    Row i is line i + 2 of a spreadsheet.
    """

    file: str
    names: tuple[str, ...]
    rows: Sequence[Sequence[str]]

    def column(self, name: str) -> list[str]:
        """The cells of a column."""
        place = self.names.index(name)
        return [row[place] for row in self.rows]

    def without(self, names: set[str]) -> "OwnTable":
        """The same without some columns."""
        kept = [place for place, name in enumerate(self.names) if name not in names]
        rows = [[row[place] for place in kept] for row in self.rows]
        return OwnTable(self.file, tuple(self.names[place] for place in kept), rows)


def is_number(text: str) -> bool:
    """Whether every reader of CSV reads this as the same finite number."""
    return _NUMBER.fullmatch(text) is not None and abs(float(text)) < float("inf")


def read_table(content: bytes, file: str) -> OwnTable:
    """A table of at most MAX_ROWS rows, MAX_COLUMNS columns and MAX_CELLS cells.

    file: its name, for messages. Raises BundleError with what is wrong, the first of each kind.
    """
    if len(content) > MAX_BYTES:
        raise _too_large(file, MAX_BYTES, problems.BYTES)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BundleError((problems.TABLE_NOT_TEXT(file=file),)) from None
    if "\0" in text:
        raise BundleError((problems.TABLE_NOT_TEXT(file=file),))
    names, rows = _parse(text, file)
    if found := tuple(_name_problems(names, file)):
        raise BundleError(found[:_MOST_PROBLEMS])
    table = OwnTable(file, names, rows)
    if found := tuple(_cell_problems(table)):
        raise BundleError(found[:_MOST_PROBLEMS])
    return table


def _parse(text: str, file: str) -> tuple[tuple[str, ...], list[list[str]]]:
    """The names, and rows of the right width; blank lines are left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    lines = filter(None, reader)
    rows: list[list[str]] = []
    try:
        names = tuple(cell.strip() for cell in next(lines, []))
        if len(names) > MAX_COLUMNS:
            raise _too_large(file, MAX_COLUMNS, problems.COLUMNS)
        for row in lines:
            if len(row) != len(names):
                at, got, expected = len(rows) + 2, len(row), len(names)
                wide = problems.ROW_WIDTH(file=file, at=at, got=got, expected=expected)
                raise BundleError((wide,))
            rows.append([cell.strip() for cell in row])
            _require_few(len(rows), len(names), file)
    except csv.Error as error:
        at, detail = len(rows) + 2, str(error)
        raise BundleError((problems.TABLE_BROKEN(file=file, at=at, detail=detail),)) from None
    if not rows:
        raise BundleError((problems.TABLE_EMPTY(file=file),))
    return names, rows


def _require_few(rows: int, columns: int, file: str) -> None:
    if rows > MAX_ROWS:
        raise _too_large(file, MAX_ROWS, problems.ROWS)
    if rows * columns > MAX_CELLS:
        raise _too_large(file, MAX_CELLS, problems.CELLS)


def _delimiter(text: str) -> str:
    """What parts the names of the columns: a comma, or in its absence a semicolon or a tab."""
    head = text.partition("\n")[0]
    return next((mark for mark in (",", ";", "\t") if mark in head), ",")


def _too_large(file: str, limit: int, what: str) -> BundleError:
    return BundleError((problems.TABLE_TOO_LARGE(file=file, limit=limit, what=what),))


def _name_problems(names: Sequence[str], file: str) -> Iterator[Problem]:
    if all(map(is_number, names)):
        yield problems.NO_HEADER(file=file)
        return
    for number, name in enumerate(names, start=1):
        if not name:
            yield problems.COLUMN_NAME_EMPTY(file=file, number=number)
        elif len(name) > _MAX_NAME_CHARS or not name.isprintable():
            yield problems.COLUMN_NAME_LONG(file=file, number=number, limit=_MAX_NAME_CHARS)
        elif name in names[: number - 1]:
            yield problems.COLUMN_TWICE(file=file, name=name)
        elif name.startswith(_FORMULA):
            yield problems.CELL_FORMULA(file=file, name=name, at=1)


def _cell_problems(table: OwnTable) -> Iterator[Problem]:
    """The first of each kind, by column."""
    file = table.file
    for place, name in enumerate(table.names):
        cells = [row[place] for row in table.rows]
        missing = [at for at, cell in enumerate(cells, 2) if cell.casefold() in _MISSING]
        if missing:
            yield problems.CELL_EMPTY(file=file, name=name, count=len(missing), at=missing[0])
        formula = next((at for at, cell in enumerate(cells, 2) if _is_formula(cell)), None)
        if formula is not None:
            yield problems.CELL_FORMULA(file=file, name=name, at=formula)
        long = next((at for at, cell in enumerate(cells, 2) if len(cell) > _MAX_CELL_CHARS), None)
        if long is not None:
            yield problems.CELL_LONG(file=file, name=name, at=long, limit=_MAX_CELL_CHARS)


def _is_formula(cell: str) -> bool:
    return cell.startswith(_FORMULA) and not is_number(cell)
