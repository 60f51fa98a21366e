"""A CSV of exceptions: a line for each student."""

from datetime import datetime
from zoneinfo import ZoneInfo

from grader import Problem
from server.core import exception_problems as problems
from server.core.models.exceptions import MOST_EXTRA
from server.core.spreadsheets import unprotect
from server.core.tables import read_table, refuse
from server.exceptions.grants import Grant

REQUIRED = {"person", "reason"}
COLUMNS = (*sorted(REQUIRED), "opens_at", "closes_at", "extra_tries", "extra_s")
_FORMATS = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S")
_YEARS = range(2000, 2201)


def read_grants(data: bytes, time_zone: str) -> list[Grant]:
    """What a table grants, each line to one student. Raises 422 with everything that is wrong."""
    table = read_table(data)
    header = [name.lower() for name in table.header]
    named = [name for name in header if name]
    if set(named) - set(COLUMNS) or not set(named) >= REQUIRED or len(set(named)) < len(named):
        raise refuse(problems.COLUMNS(row=1, got=", ".join(named)))
    found: list[Problem] = []
    grants = []
    for number, cells in enumerate(table.rows[1:], start=2):
        line = dict(zip(header, (unprotect(cell.strip()) for cell in cells), strict=True))
        grants.append(_grant(line, number, time_zone, found))
    if found:
        raise refuse(*found)
    return grants


def _grant(line: dict[str, str], row: int, time_zone: str, found: list[Problem]) -> Grant:
    def moment(name: str) -> datetime | None:
        text = line.get(name, "")
        read = read_moment(text, time_zone) if text else None
        if text and read is None:
            found.append(problems.BAD_MOMENT(row=row, column=name, got=text))
        return read

    def number(name: str) -> int:
        text = line.get(name, "")
        is_number = text.isascii() and text.isdigit() and len(text) < 8 and int(text) <= MOST_EXTRA
        if text and not is_number:
            found.append(problems.BAD_NUMBER(row=row, column=name, got=text, limit=MOST_EXTRA))
        return int(text) if is_number else 0

    return Grant(
        (line["person"],),
        line["reason"],
        opens_at=moment("opens_at"),
        closes_at=moment("closes_at"),
        extra_tries=number("extra_tries"),
        extra_s=number("extra_s"),
        row=row,
    )


def read_moment(text: str, time_zone: str) -> datetime | None:
    """The moment that somebody wrote, on the clock of a zone; None for what is none.

    As ISO 8601 has it, or as spreadsheets write it: ``2027/1/31 23:59``.
    """
    plain = text.strip().replace("/", "-")
    parsed = (_parse(plain, form) for form in (None, *_FORMATS))
    found = next((one for one in parsed if one is not None), None)
    if found is None or found.year not in _YEARS or ":" not in plain:
        return None
    return found.replace(tzinfo=ZoneInfo(time_zone)) if found.tzinfo is None else found


def _parse(text: str, form: str | None) -> datetime | None:
    """What a text says in a form; None for the form is ISO 8601."""
    try:
        if form is None:
            return datetime.fromisoformat(text)
        return datetime.strptime(text, form)  # noqa: DTZ007 - the zone is the course's
    except ValueError:
        return None
