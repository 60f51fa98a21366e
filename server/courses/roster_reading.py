"""Reading the file of a roster: every line that names a person, or every problem of the file."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

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
    FORMULA,
    MISSING_COLUMN,
    NO_ALIAS_NOR_EMAIL,
    NOBODY,
    TOO_MANY,
    UNKNOWN_ROLE,
    WRONG_WIDTH,
)
from server.core.spreadsheets import defuse
from server.core.tables import read_lines
from server.core.workbooks import is_workbook, read_workbook
from server.courses.roster_cells import is_of_nobody, role_called, values_of
from server.courses.roster_columns import FIELDS, RosterColumns, find_columns

_MOST_LINES = 20_000
_MOST_BESIDE = 50  # rows above and between that name nobody
_LONGEST_NUMBER = 64
_KEPT_TEXT = re.compile(r'="([^"=]*)"')  # a number whose zeros are to stay
_LONGEST = 254  # characters of a name, and of an email address (RFC 5321, section 4.5.3.1.3)

Row = tuple[int, list[str]]


@dataclass(frozen=True)
class RosterLine:
    """One person as the roster names them. email, alias, number: empty where it gives none."""

    row: int
    alias: str
    name: str
    email: str
    role: Role
    number: str = ""


@dataclass(frozen=True)
class RosterFile:
    """A roster that was read: who is in it, and what its columns are.

    skipped: the numbers of rows that are the other system's own, and name nobody.
    """

    lines: list[RosterLine]
    columns: RosterColumns
    skipped: list[int]


def read_roster(data: bytes, *, draws_aliases: bool = False) -> list[RosterLine]:
    """The people of a roster, as `read_roster_file` finds them by titles that are known."""
    return read_roster_file(data, draws_aliases=draws_aliases).lines


def read_roster_file(
    data: bytes, given: Mapping[str, str] | None = None, *, draws_aliases: bool = False
) -> RosterFile:
    """The people of a roster: a CSV of any delimiter and encoding that is known, or a workbook.

    given: titles of columns by field, in the place of those that are known. draws_aliases: whether
    a line may give an address or a number alone.
    Raises 422 with every problem of the file at once.
    """
    rows, columns, problems = read_columns(data, given or {})
    lines: list[RosterLine] = []
    skipped: list[int] = []
    if not problems:
        problems += _missing(columns, draws_aliases=draws_aliases)
    if not problems:
        people, skipped = _people(rows[columns.below :], columns, problems)
        for row, values in people:
            lines += _line(row, values, problems, draws_aliases=draws_aliases)
        problems += _duplicates(lines)
    if not (lines or problems):
        problems.append(NOBODY())
    if problems:
        raise RequestProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, *problems)
    return RosterFile(lines, columns, skipped)


def read_columns(
    data: bytes, given: Mapping[str, str]
) -> tuple[list[Row], RosterColumns, list[Problem]]:
    """The rows of a file, what its columns are, and what is wrong with them.

    Raises 422 for what is no table.
    """
    problems: list[Problem] = []
    most = _MOST_LINES + _MOST_BESIDE
    rows = read_workbook(data, most) if is_workbook(data) else read_lines(data, most).lines
    columns = find_columns([cells for _, cells in rows] or [[""]], given, problems)
    return rows, columns, problems


def _missing(columns: RosterColumns, *, draws_aliases: bool) -> Iterator[Problem]:
    enough = {"email", "student_number", "number_and_name"} if draws_aliases else {"alias"}
    if not enough & set(columns.places):
        name = "email" if draws_aliases else "alias"
        yield MISSING_COLUMN(row=columns.below, name=name, columns=", ".join(FIELDS))


def _people(
    rows: Sequence[Row], columns: RosterColumns, problems: list[Problem]
) -> tuple[list[tuple[int, dict[str, str]]], list[int]]:
    """What each row says, and the numbers of those that name nobody."""
    width = len(columns.titles)
    people: list[tuple[int, dict[str, str]]] = []
    skipped = []
    for row, cells in rows:
        if len(cells) < width or any(cell.strip() for cell in cells[width:]):
            problems.append(WRONG_WIDTH(row=row, expected=width, got=len(cells)))
            continue
        raw = {field: _cell(cells[place]) for field, place in columns.places.items()}
        if is_of_nobody(cells, raw):
            skipped.append(row)
            continue
        if len(people) == _MOST_LINES:
            problems.append(TOO_MANY(row=row, limit=_MOST_LINES))
            break
        found = list(_formulas(row, raw))
        problems += found
        if not found:
            people.append((row, values_of(columns, raw)))
    return people, skipped


def _cell(cell: str) -> str:
    """A cell without space around it, and the text of a formula that is one text alone."""
    text = cell.strip()
    kept = _KEPT_TEXT.fullmatch(text)
    return kept[1] if kept else text


def _formulas(row: int, raw: Mapping[str, str]) -> Iterator[Problem]:
    """A problem for each cell that would be computed: any for a name, else what begins with =."""
    for field, cell in raw.items():
        computed = defuse(cell) != cell if "name" in field else cell.startswith("=")
        if computed and field != "alias":
            yield FORMULA(row=row, column=field, value=cell)


def _line(
    row: int, values: Mapping[str, str], problems: list[Problem], *, draws_aliases: bool
) -> Iterator[RosterLine]:
    alias, name = normalize(values["alias"]), normalize(values["name"])
    email, number = (unicodedata.normalize("NFKC", values[key]) for key in ("email", "number"))
    role = role_called(values["role"])
    before = len(problems)
    if draws_aliases and not alias:
        if not (email or number):
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
