"""Tables in CSV, read row by row: the authority on what a file says and what is wrong with it."""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from grader.predictions.diagnosis.cell_problems import DECIMAL_COMMA
from grader.predictions.diagnosis.columns import Columns, Layout, read_layout
from grader.predictions.diagnosis.encoding import decode
from grader.predictions.diagnosis.file_problems import (
    EMPTY_FILE,
    NO_ROWS,
    NOT_A_TABLE,
    WRONG_SEPARATOR,
)
from grader.predictions.diagnosis.findings import Findings, excerpt, refusal
from grader.predictions.diagnosis.row_problems import WRONG_COLUMN_COUNT
from grader.predictions.diagnosis.rows import Row, rows
from grader.predictions.diagnosis.signatures import foreign_format

_SEPARATORS = {";": '";"', "\t": "TAB", "|": '"|"'}
_DECIMAL_COMMA_ROW = re.compile(r"[^,;\t]+([;\t])[+-]?\d+,\d+")
_WHOLE, _FRACTION = re.compile(r"[+-]?[0-9]+"), re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of data. number: 1-based line of the file.

    cells: by column. intact: where false, a problem of the row is reported, cells may be missing,
    and those that are there are a guess.
    """

    number: int
    cells: dict[str, str]
    intact: bool


def read_table(
    body: bytes, columns: Columns, is_id: Callable[[str], bool], findings: Findings
) -> Iterator[TableRow]:
    """Every row of data. Problems of the file, its header and its rows are reported.

    Raises InvalidFileError where nothing more can be said: no table, no rows, no columns.
    """
    if name := foreign_format(body):
        raise refusal(NOT_A_TABLE, format=name)
    text = decode(body, findings)
    separator = _separator(text, findings)
    lines = rows(text, separator, findings)
    first = next(lines, None)
    if first is None:
        raise refusal(EMPTY_FILE)
    layout = read_layout(first, columns, is_id, findings)
    if layout is None:
        raise findings.error()
    data = lines if layout.has_header else itertools.chain([first], lines)
    second = next(data, None)
    if second is None:
        findings.add(NO_ROWS, row=first.number)
        raise findings.error()
    for row in itertools.chain([second], data):
        yield _table_row(row, layout, columns.names[1], findings)


def _separator(text: str, findings: Findings) -> str:
    """What separates the columns in the first row: anything but a comma is a problem."""
    first = re.search(r"[^\r\n]{1,10000}", text)
    line = first.group() if first else ""
    decimal_comma = _DECIMAL_COMMA_ROW.fullmatch(line)
    if "," in line and not decimal_comma:
        return ","
    found = next((separator for separator in _SEPARATORS if separator in line), ",")
    if found != ",":
        findings.add(WRONG_SEPARATOR, separator=_SEPARATORS[found])
    return found


def _table_row(row: Row, layout: Layout, number: str, findings: Findings) -> TableRow:
    """The row by columns; a wrong number of them is reported. number: the column of numbers."""
    row = _join_decimal_comma(row, layout, number, findings)
    if row.width != layout.width and not row.broken:
        findings.add(WRONG_COLUMN_COUNT, row=row.number, expected=layout.width, got=row.width)
    cells = {
        name: row.cells[position]
        for name, position in layout.positions.items()
        if position < len(row.cells)
    }
    return TableRow(row.number, cells, intact=row.width == layout.width and not row.broken)


def _join_decimal_comma(row: Row, layout: Layout, number: str, findings: Findings) -> Row:
    """The row, its number put together again where a decimal comma made two cells of it."""
    if row.width != layout.width + 1 or row.broken:
        return row
    at = layout.positions[number]
    halves = row.cells[at : at + 2]
    if len(halves) < 2 or not (_WHOLE.fullmatch(halves[0]) and _FRACTION.fullmatch(halves[1])):
        return row
    text, suggestion = ",".join(halves), ".".join(halves)
    shown = {"text": excerpt(text), "suggestion": excerpt(suggestion)}
    findings.add(DECIMAL_COMMA, row=row.number, column=number, **shown)
    return replace(
        row, cells=[*row.cells[:at], suggestion, *row.cells[at + 2 :]], width=row.width - 1
    )
