"""The label file of an assignment, read to hidden labels."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from grader.predictions.diagnosis.cell_problems import DUPLICATE_ID, EMPTY_CELL, WRONG_PART
from grader.predictions.diagnosis.columns import Columns
from grader.predictions.diagnosis.file_problems import NO_PUBLIC_ROWS
from grader.predictions.diagnosis.findings import Findings, excerpt
from grader.predictions.diagnosis.numbers import read_number
from grader.predictions.diagnosis.tables import TableRow, read_table
from grader.predictions.labels import HiddenLabels

_COLUMNS = Columns(("id", "label", "part"), required=2, knows_ids=False)


def read_labels(file: BinaryIO | Path) -> HiddenLabels:
    """The labels of a CSV file with the columns ``id,label`` and perhaps ``part``.

    part: ``public`` or ``private``; without the column every row is public. Raises
    InvalidFileError with every problem of the file.
    """
    body = file.read_bytes() if isinstance(file, Path) else file.read()
    findings = Findings()
    lines = list(_lines(body, findings))
    if lines and not any(line.public for line in lines):
        findings.add(NO_PUBLIC_ROWS)
    findings.raise_if_any()
    return HiddenLabels(
        ids=tuple(line.id for line in lines),
        values=np.array([line.value for line in lines], dtype=np.float64),
        public=np.array([line.public for line in lines], dtype=np.bool_),
    )


@dataclass(frozen=True, slots=True, repr=False)
class _Line:
    """One label as read."""

    id: str
    value: float
    public: bool


def _lines(body: bytes, findings: Findings) -> Iterator[_Line]:
    """The labels in the order of the file; what is wrong with the others is reported."""
    first_rows: dict[str, int] = {}
    for row in read_table(body, _COLUMNS, lambda _: False, findings):
        if not row.intact:
            continue
        line = _line(row, findings)
        first_row = first_rows.setdefault(row.cells["id"], row.number)
        if first_row != row.number:
            shown = excerpt(row.cells["id"])
            findings.add(DUPLICATE_ID, row=row.number, column="id", id=shown, first_row=first_row)
        elif line is not None:
            yield line


def _line(row: TableRow, findings: Findings) -> _Line | None:
    """One label, or None where its row has a problem."""
    id_, part = row.cells["id"], row.cells.get("part", "public")
    value = read_number(row.cells["label"], findings, row.number, "label")
    if not id_.strip():
        findings.add(EMPTY_CELL, row=row.number, column="id")
    if part not in {"public", "private"}:
        findings.add(WRONG_PART, row=row.number, column="part", text=excerpt(part))
    return None if value is None else _Line(id_, value, part == "public")
