"""Which column is which: the header of a table, or the usual order where it has none."""

from collections.abc import Callable
from dataclasses import dataclass

from grader.predictions.diagnosis.findings import Findings, excerpt
from grader.predictions.diagnosis.numbers import looks_like_number
from grader.predictions.diagnosis.row_problems import (
    COLUMN_SPELLING,
    DUPLICATE_COLUMN,
    MISSING_COLUMN,
    TOO_MANY_COLUMNS,
    UNKNOWN_COLUMN,
    UNNAMED_COLUMN,
)
from grader.predictions.diagnosis.rows import COLUMN_LIMIT, Row


@dataclass(frozen=True)
class Columns:
    """What a table may hold: its columns in their usual order, the first `required` needed.

    knows_ids: whether it is known which ids there are.
    """

    names: tuple[str, ...]
    required: int
    knows_ids: bool = True

    @property
    def expected(self) -> str:
        """The names as people read them."""
        return ", ".join(self.names)


@dataclass(frozen=True)
class Layout:
    """Where the columns stand. width: cells per row. positions: column name to cell number."""

    width: int
    positions: dict[str, int]
    has_header: bool


def read_layout(
    first: Row, columns: Columns, is_id: Callable[[str], bool], findings: Findings
) -> Layout | None:
    """The layout that the first row gives, or None where the columns cannot be told apart.

    A row without the names needed but with a known id or a number in it is data already: then the
    usual order holds.
    """
    if first.width > COLUMN_LIMIT:
        findings.add(TOO_MANY_COLUMNS, row=first.number, got=first.width, expected=columns.expected)
        return None
    named = set(columns.names[: columns.required]) <= set(first.cells)
    data = any(is_id(cell) or looks_like_number(cell) for cell in first.cells)
    if first.broken or (data and not named):
        width = min(max(first.width, columns.required), len(columns.names))
        return Layout(width, _usual_order(columns, width), has_header=False)
    return _layout_of_header(first, columns, findings)


def _layout_of_header(header: Row, columns: Columns, findings: Findings) -> Layout | None:
    """The layout that a header names; its mistakes are reported, harmless ones read past."""
    positions: dict[str, int] = {}
    for position, cell in enumerate(header.cells):
        name = _column_name(cell, header.number, columns, findings)
        if name in positions:
            findings.add(DUPLICATE_COLUMN, row=header.number, column=name, name=name)
        elif name:
            positions[name] = position
    missing = [name for name in columns.names[: columns.required] if name not in positions]
    for name in missing:
        findings.add(
            MISSING_COLUMN, row=header.number, column=name, name=name, expected=columns.expected
        )
    if not missing:
        return Layout(header.width, positions, has_header=True)
    if header.width == columns.required:
        return Layout(header.width, _usual_order(columns, header.width), has_header=True)
    return None


def _column_name(cell: str, row: int, columns: Columns, findings: Findings) -> str:
    """The column that a cell of the header means, empty where it means none."""
    if cell in columns.names:
        return cell
    if not cell:
        findings.add(UNNAMED_COLUMN, row=row)
        return ""
    shown = excerpt(cell)
    meant = cell.strip(" \t\u00a0\u3000\u200b\ufeff").casefold()
    if meant in columns.names:
        findings.add(COLUMN_SPELLING, row=row, column=shown, name=shown, expected=meant)
        return meant
    findings.add(UNKNOWN_COLUMN, row=row, column=shown, name=shown, expected=columns.expected)
    return ""


def _usual_order(columns: Columns, width: int) -> dict[str, int]:
    """The first `width` columns in their usual order."""
    return {name: position for position, name in enumerate(columns.names[:width])}
