"""The hidden labels of an assignment, ready to be compared with."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from grader.predictions.diagnosis.cell_problems import DUPLICATE_ID, EMPTY_CELL, WRONG_PART
from grader.predictions.diagnosis.columns import Columns
from grader.predictions.diagnosis.file_problems import NO_PUBLIC_ROWS
from grader.predictions.diagnosis.findings import Findings, excerpt
from grader.predictions.diagnosis.numbers import read_number
from grader.predictions.diagnosis.tables import TableRow, read_table
from grader.predictions.identifiers import Places, places_of
from reference.arrays import Booleans, Floats

Rows = npt.NDArray[np.intp]

_COLUMNS = Columns(("id", "label", "part"), required=2)


@dataclass(frozen=True, repr=False, eq=False)
class Part:
    """Some of the labels. rows: (M,), ascending. values: (M,), their labels."""

    rows: Rows
    values: Floats

    @classmethod
    def of(cls, chosen: Booleans, values: Floats) -> "Part":
        """The part that a mask (N,) chooses from labels (N,)."""
        rows = np.flatnonzero(chosen)
        return cls(rows, values[rows])


@dataclass(frozen=True, repr=False, eq=False)
class HiddenLabels:
    """What predictions are compared with. Never shown, and it does not show itself.

    ids: distinct, in the order of the sample submission. values: (N,) float64. public: (N,), true
    for the rows that the board's score counts. places: from an id to its row. public_part,
    private_part: the rows and labels of either part.
    """

    ids: tuple[str, ...]
    values: Floats
    public: Booleans
    places: Places = field(init=False)
    public_part: Part = field(init=False)
    private_part: Part = field(init=False)

    def __post_init__(self) -> None:
        """Raise ValueError for no rows, repeated ids or arrays that do not fit them."""
        n = len(self.ids)
        if n == 0 or self.values.shape != (n,) or self.public.shape != (n,):
            raise ValueError(f"need {n} > 0 labels and marks, got {self.values.shape}")
        if len(set(self.ids)) != n:
            raise ValueError("need distinct ids")
        object.__setattr__(self, "places", places_of(self.ids))
        object.__setattr__(self, "public_part", Part.of(self.public, self.values))
        object.__setattr__(self, "private_part", Part.of(~self.public, self.values))

    def __repr__(self) -> str:
        return f"HiddenLabels({len(self.ids)} rows, {self.public_part.rows.size} public)"


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
