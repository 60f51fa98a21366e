"""Tables in CSV, read row by row: the authority on what a file says and what is wrong with it."""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from grader.predictions.diagnosis.asides import aside_of, skip_lines_above
from grader.predictions.diagnosis.columns import Columns, Layout, read_layout
from grader.predictions.diagnosis.encoding import decode
from grader.predictions.diagnosis.file_problems import (
    EMPTY_FILE,
    NO_ROWS,
    NOT_A_TABLE,
    WRONG_SEPARATOR,
)
from grader.predictions.diagnosis.findings import Findings, excerpt, refusal
from grader.predictions.diagnosis.row_problems import SURPLUS_CELLS, WRONG_COLUMN_COUNT
from grader.predictions.diagnosis.rows import Row, rows
from grader.predictions.diagnosis.signatures import foreign_format
from grader.predictions.diagnosis.spellings import readings

_SEPARATORS = {";": '";"', "\t": "TAB", "|": '"|"'}
_FIRST_LINE = re.compile(r"[^\r\n]{1,10000}")
_ROWS_LOOKED_AT = 20
_FEWEST_ROWS = 3  # that show a habit


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
    start = skip_lines_above(text, columns, is_id, findings)
    separator = _separator(text, start, findings)
    lines = rows(text, separator, findings, start)
    first = next(lines, None)
    if first is None:
        raise refusal(EMPTY_FILE) if not findings.are_there else findings.error()
    layout = read_layout(first, columns, is_id, findings)
    if layout is None:
        raise findings.error()
    data = lines if layout.has_header else itertools.chain([first], lines)
    second = next(data, None)
    if second is None:
        findings.add(NO_ROWS, row=first.number)
        raise findings.error()
    if columns.knows_ids:
        _refuse_row_names(text, separator, start, layout, is_id, findings)
    for row in itertools.chain([second], data):
        is_first = row is second and layout.has_header
        aside = aside_of(row, layout, columns, is_id, is_first=is_first)
        if aside is None:
            yield _table_row(row, layout, columns.names[1], findings)
        else:
            findings.add(aside, row=row.number, text=excerpt(separator.join(row.cells)))
            yield TableRow(row.number, {}, intact=False)  # whoever counts rows counts it too


def _separator(text: str, start: int, findings: Findings) -> str:
    """What separates the columns in the first row: anything but a comma is a problem."""
    first = _FIRST_LINE.search(text, start)
    line = first.group() if first else ""
    if "," in line and not _has_decimal_comma(line):
        return ","
    found = next((separator for separator in _SEPARATORS if separator in line), ",")
    if found != ",":
        findings.add(WRONG_SEPARATOR, separator=_SEPARATORS[found])
    return found


def _has_decimal_comma(line: str) -> bool:
    """Whether a row of two cells has its commas inside a number."""
    cells = re.split("[;\t]", line)
    return len(cells) == 2 and "," not in cells[0] and bool(readings(cells[1]))


def _refuse_row_names(
    text: str,
    separator: str,
    start: int,
    layout: Layout,
    is_id: Callable[[str], bool],
    findings: Findings,
) -> None:
    """Raise InvalidFileError where each row has a cell too many and the second may be the id.

    Then a number with a comma in it could as well be an id and a number behind row names. Only the
    first rows are looked at.
    """
    at = layout.positions["id"] + 1
    begun = rows(text, separator, Findings(), start)
    some = list(itertools.islice(begun, int(layout.has_header), _ROWS_LOOKED_AT))
    wide = [row for row in some if row.width == layout.width + 1 and not row.broken]
    ids = {row.cells[at] for row in wide if at < len(row.cells) and is_id(row.cells[at])}
    if len(wide) >= _FEWEST_ROWS and len(ids) == len(wide) == len(some):
        got = layout.width + 1
        findings.add(SURPLUS_CELLS, row=wide[0].number, got=got, expected=layout.width)
        raise findings.error()


def _table_row(row: Row, layout: Layout, number: str, findings: Findings) -> TableRow:
    """The row by columns; a wrong number of them is reported. number: the column of numbers."""
    row = _join_number(row, layout, number)
    if row.width != layout.width and not row.broken:
        findings.add(WRONG_COLUMN_COUNT, row=row.number, expected=layout.width, got=row.width)
    cells = {
        name: row.cells[position]
        for name, position in layout.positions.items()
        if position < len(row.cells)
    }
    return TableRow(row.number, cells, intact=row.width == layout.width and not row.broken)


def _join_number(row: Row, layout: Layout, number: str) -> Row:
    """The row, its number put together again where a comma in it made two cells."""
    at = layout.positions[number]
    if row.width != layout.width + 1 or row.broken or at + 2 > len(row.cells):
        return row
    joined = ",".join(row.cells[at : at + 2])
    if not readings(joined):
        return row
    cells = [*row.cells[:at], joined, *row.cells[at + 2 :]]
    return replace(row, cells=cells, width=row.width - 1)
