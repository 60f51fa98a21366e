"""The rows of a CSV text, with the line on which each begins (RFC 4180, any line end)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from grader.predictions.diagnosis.findings import Findings
from grader.predictions.diagnosis.row_problems import NUL_BYTE, STRAY_QUOTE, UNCLOSED_QUOTE
from grader.problems import ProblemKind

COLUMN_LIMIT = 16

_LINE = re.compile(r"[^\r\n]+")
_QUOTED = re.compile(r'"([^"]*+(?:""[^"]*+)*+)"')


@dataclass(frozen=True, slots=True)
class Row:
    """One row. number: 1-based line of the file where it begins.

    cells: at most one more than `COLUMN_LIMIT`. width: how many there are, estimated beyond that.
    broken: a problem of the row is reported already and its cells are a guess.
    """

    number: int
    cells: list[str]
    width: int
    broken: bool = False


def rows(text: str, separator: str, findings: Findings, position: int = 0) -> Iterator[Row]:
    """Every row from `position` on that is not blank. Broken quotes and NUL bytes are reported."""
    number = line_number(text, position)
    while line := _LINE.search(text, position):
        number += _line_ends(text[position : line.start()])
        row, position = _row(text, line, separator, number, findings)
        yield row
        number += _line_ends(text[line.end() : position])


def _row(
    text: str, line: re.Match[str], separator: str, number: int, findings: Findings
) -> tuple[Row, int]:
    """The row that begins with `line`, and where it ends in the text."""
    plain = line.group()
    cells, end = plain.split(separator, COLUMN_LIMIT), line.end()
    width = plain.count(separator) + 1
    if "\0" in plain:
        findings.add(NUL_BYTE, row=number)
        return Row(number, cells, width, broken=True), end
    if '"' not in plain:
        return Row(number, cells, width), end
    quoted = _read_quoted_cells(text, line.start(), separator)
    if isinstance(quoted, ProblemKind):
        findings.add(quoted, row=number)
        return Row(number, cells, width, broken=True), end
    cells, end = quoted
    if len(cells) <= COLUMN_LIMIT:
        return Row(number, cells, len(cells)), end
    rest = _LINE.match(text, end)
    return Row(number, cells, max(width, len(cells))), rest.end() if rest else end


def _read_quoted_cells(
    text: str, position: int, separator: str
) -> tuple[list[str], int] | ProblemKind:
    """The cells of a row in which quotation marks occur, or what is wrong with them.

    Also where the last cell ends; that is before the end of the row where there are more cells
    than the limit, of which one more is read.
    """
    unquoted = re.compile(f'[^"\r\n{re.escape(separator)}]*')
    cells: list[str] = []
    while len(cells) <= COLUMN_LIMIT:
        opened = text.startswith('"', position)
        cell = (_QUOTED if opened else unquoted).match(text, position)
        if cell is None:
            return UNCLOSED_QUOTE
        cells.append(cell.group(1).replace('""', '"') if opened else cell.group())
        position = cell.end()
        if not text.startswith(separator, position):
            at_end = position == len(text) or text[position] in "\r\n"
            return (cells, position) if at_end else STRAY_QUOTE
        position += 1
    return cells, position


def line_number(text: str, position: int) -> int:
    """On which line of the file a place is, from 1."""
    return 1 + _line_ends(text[:position])


def _line_ends(gap: str) -> int:
    """How many lines end in `gap`."""
    return gap.count("\n") + gap.count("\r") - gap.count("\r\n")
