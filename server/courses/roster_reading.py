"""Reading the CSV of a roster: every line that names a person, or every problem of the file."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from grader import Problem
from server.core.errors import RequestProblemError
from server.core.models import Role
from server.core.plain_text import is_plain
from server.core.roster_problems import (
    BAD_ALIAS,
    BAD_EMAIL,
    BAD_NAME,
    BAD_NUMBER,
    DUPLICATE,
    MISSING_COLUMN,
    NO_ALIAS_NOR_EMAIL,
    NOBODY,
    NOT_CSV,
    NOT_TEXT,
    TOO_MANY,
    UNKNOWN_COLUMN,
    UNKNOWN_ROLE,
    WRONG_WIDTH,
)
from server.core.spreadsheets import unprotect

if TYPE_CHECKING:
    import _csv

COLUMNS = ("alias", "name", "email", "role", "student_number")
_MOST_LINES = 20_000
_LONGEST_NUMBER = 64
_LONGEST = 254  # characters of a name, and of an email address (RFC 5321, section 4.5.3.1.3)


@dataclass(frozen=True)
class RosterLine:
    """One person as the roster names them. email, alias, number: empty where it gives none."""

    row: int
    alias: str
    name: str
    email: str
    role: Role
    number: str = ""


def read_roster(data: bytes, *, draws_aliases: bool = False) -> list[RosterLine]:
    """The lines of a roster CSV: `alias`, and the other columns where there are any.

    draws_aliases: whether a line may give an address alone.
    Raises 422 with every problem of the file at once.
    """
    problems: list[Problem] = []
    lines = list(_lines(data, problems, "email" if draws_aliases else "alias"))
    problems += _duplicates(lines)
    if not (lines or problems):
        problems.append(NOBODY())
    if problems:
        raise RequestProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, *problems)
    return lines


def _lines(data: bytes, problems: list[Problem], required: str) -> Iterator[RosterLine]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.append(NOT_TEXT(row=data[: error.start].count(b"\n") + 1))
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = [name.strip().lower() for name in next(_rows(reader, problems), [])]
    problems += _header_problems(header, required)
    if problems:
        return
    rows = (cells for cells in _rows(reader, problems) if any(cell.strip() for cell in cells))
    for number, cells in enumerate(rows):
        if number == _MOST_LINES:
            problems.append(TOO_MANY(row=reader.line_num, limit=_MOST_LINES))
            return
        if len(cells) != len(header):
            problems.append(WRONG_WIDTH(row=reader.line_num, expected=len(header), got=len(cells)))
            continue
        values = dict(zip(header, (unprotect(cell.strip()) for cell in cells), strict=True))
        yield from _line(reader.line_num, values, problems, draws_aliases=required == "email")


def _rows(reader: "_csv.Reader", problems: list[Problem]) -> Iterator[list[str]]:
    """The rows that can be told apart; an unclosed quote ends them with a problem."""
    try:
        yield from reader
    except csv.Error as error:
        problems.append(NOT_CSV(row=reader.line_num, reason=str(error)))


def _header_problems(header: Sequence[str], required: str) -> Iterator[Problem]:
    if required not in header:
        yield MISSING_COLUMN(row=1, name=required, columns=", ".join(COLUMNS))
    for name in header:
        if name not in COLUMNS or header.count(name) > 1:
            yield UNKNOWN_COLUMN(row=1, column=name, name=name, columns=", ".join(COLUMNS))


def _line(
    row: int, values: dict[str, str], problems: list[Problem], *, draws_aliases: bool
) -> Iterator[RosterLine]:
    alias, email, name = (normalize(values.get(key, "")) for key in ("alias", "email", "name"))
    number = unicodedata.normalize("NFKC", values.get("student_number", ""))
    role = values.get("role", "").lower() or Role.STUDENT.value
    before = len(problems)
    if draws_aliases and not alias:
        if not email:
            problems.append(NO_ALIAS_NOR_EMAIL(row=row))
    elif not (1 <= len(alias) <= 40 and alias.isprintable()):
        problems.append(BAD_ALIAS(row=row, column="alias"))
    if len(name) > _LONGEST or not is_plain(name):
        problems.append(BAD_NAME(row=row, column="name", limit=_LONGEST))
    if email and not is_email(email):
        problems.append(BAD_EMAIL(row=row, column="email", email=email))
    if len(number) > _LONGEST_NUMBER or not is_plain(number):
        problems.append(BAD_NUMBER(row=row, column="student_number", limit=_LONGEST_NUMBER))
    if role not in set(Role):
        problems.append(
            UNKNOWN_ROLE(row=row, column="role", role=role, roles=", ".join(r.value for r in Role))
        )
    if len(problems) == before:
        yield RosterLine(row, alias, name, email.lower(), Role(role), number)


def is_email(text: str) -> bool:
    """Whether a text is an e-mail address, as far as that can be told from itself."""
    return "@" in text[1:-1] and " " not in text and text.isprintable() and len(text) <= _LONGEST


def normalize(text: str) -> str:
    """The text in Unicode's composed form (NFC), so that what looks the same is the same."""
    return unicodedata.normalize("NFC", text)


def _duplicates(lines: Iterable[RosterLine]) -> Iterator[Problem]:
    first: dict[tuple[str, str], int] = {}
    for line in lines:
        of_line = {"alias": line.alias, "email": line.email, "student_number": line.number}
        for column, value in of_line.items():
            if value and (column, value) in first:
                yield DUPLICATE(
                    row=line.row, column=column, value=value, first=first[column, value]
                )
            elif value:
                first[column, value] = line.row
