"""Prediction files in CSV, row by row: every problem at once, or the predictions."""

import re
import unicodedata

import numpy as np

from grader.predictions.diagnosis.cell_problems import (
    CELL_TOO_LONG,
    DUPLICATE_ID,
    EMPTY_CELL,
    ID_SPELLING,
    MISSING_IDS,
    UNKNOWN_ID,
)
from grader.predictions.diagnosis.columns import Columns
from grader.predictions.diagnosis.file_problems import TOO_MANY_ROWS
from grader.predictions.diagnosis.findings import Findings, excerpt
from grader.predictions.diagnosis.numbers import CELL_LIMIT, PointsInDoubt, read_number
from grader.predictions.diagnosis.tables import TableRow, read_table
from grader.predictions.labels import HiddenLabels
from reference.arrays import Floats

COLUMNS = Columns(("id", "prediction"), required=2)
_ROWS_BEYOND = 1000  # read past the number of labels: enough to see what the file is doing
_EXAMPLES = 5


def diagnose(body: bytes, labels: HiddenLabels) -> Floats:
    """The predictions (N,) in the order of the labels.

    Accepts whatever the quick reader accepts, and quoted cells, lone carriage returns and blank
    lines besides. Raises InvalidFileError with every problem.
    """
    findings = Findings()
    sheet = _Sheet(labels, findings)
    most = len(labels.ids) + _ROWS_BEYOND
    for count, row in enumerate(read_table(body, COLUMNS, sheet.is_id, findings)):
        if count == most:
            findings.add(TOO_MANY_ROWS, row=row.number, expected=len(labels.ids), read=most)
            break
        sheet.enter(row)
    sheet.report_rest()
    findings.raise_if_any()
    return sheet.values


class _Sheet:
    """Predictions entered row by row. values: (N,) in the order of the labels."""

    def __init__(self, labels: HiddenLabels, findings: Findings) -> None:
        self.values = np.zeros(len(labels.ids))
        self._labels = labels
        self._findings = findings
        self._points = PointsInDoubt()
        self._first_rows = np.zeros(len(labels.ids), dtype=np.int64)  # 0: not seen yet

    def is_id(self, text: str) -> bool:
        """Whether this is one of the ids."""
        return self._labels.places.place(text) is not None

    def enter(self, row: TableRow) -> None:
        """Check one row; keep its prediction where nothing is wrong with it."""
        id_ = row.cells.get("id", "")
        place = self._labels.places.place(id_)
        if row.intact:
            place = self._check_id(id_, place, row.number)
            text = row.cells["prediction"]
            value = read_number(text, self._findings, row.number, "prediction")
            self._points.see(text, row.number, is_right=value is not None)
            if place is not None and value is not None:
                self.values[place] = value
        if place is not None and not self._first_rows[place]:
            self._first_rows[place] = row.number

    def report_rest(self) -> None:
        """Report what only the whole file shows: numbers in doubt, and ids without a row.

        The latter are one problem: how many, and the first few.
        """
        self._points.report(self._findings, "prediction")
        missing = np.flatnonzero(self._first_rows == 0).tolist()
        if missing:
            shown = [excerpt(self._labels.ids[place]) for place in missing[:_EXAMPLES]]
            examples = ", ".join(shown) + (", …" if len(missing) > _EXAMPLES else "")
            self._findings.add(MISSING_IDS, column="id", count=len(missing), examples=examples)

    def _check_id(self, id_: str, place: int | None, row: int) -> int | None:
        """Report an id that is not one of the labels' or that an earlier row has taken.

        Its place, or that of the one it is meant for, which is then not missing as well.
        """
        first_row = None if place is None else int(self._first_rows[place])
        if first_row == 0:
            return place
        add, shown = self._findings.add, excerpt(id_)
        if first_row is not None:
            add(DUPLICATE_ID, row=row, column="id", id=shown, first_row=first_row)
        elif not id_.strip():
            add(EMPTY_CELL, row=row, column="id")
        elif len(id_) > CELL_LIMIT:
            add(CELL_TOO_LONG, row=row, column="id", length=len(id_), limit=CELL_LIMIT)
        elif (meant := _find_meant(id_, self._labels)) is not None:
            add(ID_SPELLING, row=row, column="id", id=shown, suggestion=excerpt(meant))
            return self._labels.places.place(meant)
        else:
            add(UNKNOWN_ID, row=row, column="id", id=shown)
        return place


def _find_meant(id_: str, labels: HiddenLabels) -> str | None:
    """The id that this one spells in another way: ``01``, ``1.0``, full-width, spaces, case."""
    plain = unicodedata.normalize("NFKC", id_).strip()
    whole = re.sub(r"^\+?0*(?=[0-9])|\.0*$", "", plain)
    candidates = (plain, whole, plain.lower(), plain.upper())
    return next((c for c in candidates if labels.places.place(c) is not None), None)
