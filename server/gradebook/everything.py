"""All that is known of grades as one table, for spreadsheets."""

import io
from collections.abc import Iterator

from server.core.tables import Cell, write_cells
from server.gradebook.book import Gradebook

_HEADER = (
    *("alias", "number", "name", "email", "points", "max_points", "rank", "score", "public_score"),
    *("private_score", "submissions", "late_days", "submitted_at", "submission"),
)


def csv_of(book: Gradebook) -> bytes:
    """The table as CSV."""
    return write_cells(_header(book), _rows(book))


def xlsx_of(book: Gradebook) -> bytes:
    """The table as a workbook. Every text is a text there, whatever it begins with."""
    from openpyxl import Workbook  # noqa: PLC0415 - it takes a while, and few ask for it
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("grades")
    for row in (_header(book), *_rows(book)):
        cells = []
        for value in row:
            is_text = isinstance(value, str)
            cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value) if is_text else value)
            if is_text:
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def _layers(book: Gradebook) -> list[str]:
    return list(dict.fromkeys(name for grade in book.grades for name in grade.reached.layers))


def _header(book: Gradebook) -> tuple[str, ...]:
    return (*_HEADER, *_layers(book))


def _rows(book: Gradebook) -> Iterator[tuple[Cell, ...]]:
    """A row for each student. What the class must not know yet goes into no file."""
    layers = _layers(book)
    for grade in book.grades:
        student, reached = grade.student, grade.reached
        at = reached.submitted_at
        told: tuple[Cell, ...] = (grade.points, book.most, reached.rank, reached.score)
        private = reached.private_score
        if book.is_held:
            told, private = (None, book.most, None, None), None
        yield (
            *(
                student.alias,
                student.number,
                student.name,
                student.email,
                *told,
                reached.public_score,
                private,
            ),
            *(reached.submissions, reached.late_days),
            *(None if at is None else at.isoformat(), reached.submission_id),
            *(reached.layers.get(name) for name in layers),
        )
