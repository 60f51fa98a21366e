"""The first sheet of a workbook (.xlsx), read with bounds."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date

from server.core import table_problems as problems
from server.core.tables import bounded, plain, refuse

LARGEST_INSIDE = 30_000_000
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, SyntaxError, LookupError, ValueError, TypeError, OSError),
    *(AttributeError, RuntimeError, EOFError, ArithmeticError),
)
"""What openpyxl raises for a workbook that is none, or is damaged."""
_OLD = b"\xd0\xcf\x11\xe0"  # .xls, and any workbook with a password


def is_workbook(data: bytes) -> bool:
    """Whether a file is a workbook, of any kind that spreadsheets save."""
    return data.startswith((b"PK\x03\x04", _OLD))


def read_workbook(data: bytes, most_rows: int) -> list[tuple[int, list[str]]]:
    """The rows of the first sheet that hold anything, each with its number.

    A formula is itself, not what it comes to. Raises 422 for what is no workbook, or too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inside = sum(member.file_size for member in archive.infolist())
    except _BROKEN:
        raise refuse(problems.NOT_WORKBOOK()) from None
    if inside > LARGEST_INSIDE:
        raise refuse(problems.TOO_BIG_INSIDE(limit=LARGEST_INSIDE))
    lines = bounded(_rows(data, most_rows), most_rows)
    width = max((len(cells) for _, cells in lines), default=0)
    return [(number, cells + [""] * (width - len(cells))) for number, cells in lines]


def _rows(data: bytes, most_rows: int) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - it takes a while, and few ask for it

    try:
        workbook = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheet = workbook.worksheets[0]
        rows = sheet.iter_rows(max_row=2 * most_rows, values_only=True)
        for number, values in enumerate(rows, start=1):
            cells = [_text(value) for value in values]
            while cells and not cells[-1]:
                cells.pop()
            yield number, cells
    except _BROKEN:
        raise refuse(problems.NOT_WORKBOOK()) from None


def _text(value: object) -> str:
    """A cell as its sheet shows it, as near as that can be told."""
    if isinstance(value, date):
        return value.isoformat()
    return plain(value) if isinstance(value, str | int | float) else ""
