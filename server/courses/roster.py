"""The roster: a CSV is read, compared with what is there, and put in force."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from pydantic import BaseModel
from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from grader import Problem
from server.core import audit
from server.core.clock import now
from server.core.errors import RequestProblemError
from server.core.identifiers import new_id
from server.core.models import Assignment, Course, Membership, Person, Role, Track
from server.core.plain_text import is_plain
from server.courses import queries as courses
from server.courses.roster_problems import (
    BAD_ALIAS,
    BAD_EMAIL,
    BAD_NAME,
    DUPLICATE,
    MISSING_COLUMN,
    NOBODY,
    NOT_CSV,
    NOT_TEXT,
    SAME_PERSON,
    TOO_MANY,
    UNKNOWN_COLUMN,
    UNKNOWN_ROLE,
    WRONG_WIDTH,
)
from server.identity.rules import Viewer

if TYPE_CHECKING:
    import _csv

_REQUIRED = ("alias",)
_COLUMNS = ("alias", "name", "email", "role")
_MOST_LINES = 20_000
_LONGEST = 254  # characters of a name, and of an email address (RFC 5321, section 4.5.3.1.3)
_LOOKUP = 500  # email addresses in one query


@dataclass(frozen=True)
class RosterLine:
    """One person as the roster names them. email is empty where it gives none."""

    row: int
    alias: str
    name: str
    email: str
    role: Role


class RosterChange(BaseModel):
    """One person whose line differs, and how."""

    alias: str
    role: Role
    change: str


class RosterDifference(BaseModel):
    """What putting a roster in force does, or would do."""

    added: list[RosterChange] = []
    changed: list[RosterChange] = []
    removed: list[RosterChange] = []
    unchanged: int = 0


@dataclass(frozen=True)
class _Match:
    """A line and whom it means. person: None for who is new here; member: None to this course."""

    line: RosterLine
    person: Person | None
    member: Membership | None


@dataclass(frozen=True)
class _Comparison:
    """A roster against what is in force. leaving: whom it no longer names."""

    matches: Sequence[_Match]
    leaving: Sequence[Membership]

    def difference(self) -> RosterDifference:
        """What differs; lines that only repeat what is in force are counted."""
        found = RosterDifference()
        for match in self.matches:
            change = RosterChange(
                alias=match.line.alias, role=match.line.role, change=_describe(match)
            )
            if match.member is None:
                found.added.append(change)
            elif change.change:
                found.changed.append(change)
            else:
                found.unchanged += 1
        found.removed += (
            RosterChange(alias=member.alias, role=member.role, change="removed")
            for member in self.leaving
        )
        return found


def read_roster(data: bytes) -> list[RosterLine]:
    """The lines of a roster CSV: `alias`, and `name`, `email`, `role` where there are any.

    Raises 422 with every problem of the file at once.
    """
    problems: list[Problem] = []
    lines = list(_lines(data, problems))
    problems += _duplicates(lines)
    if not (lines or problems):
        problems.append(NOBODY())
    if problems:
        raise RequestProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, *problems)
    return lines


def compare_roster(
    session: Session, course: Course, lines: Sequence[RosterLine]
) -> RosterDifference:
    """What `apply_roster` would do; only reads. Raises 422 where two lines mean one person."""
    return _compare(session, course, lines).difference()


def apply_roster(
    session: Session, viewer: Viewer, course: Course, lines: Sequence[RosterLine]
) -> RosterDifference:
    """Put `lines` in force as the whole roster. People who are no longer on it keep their work.

    Raises 422 where two lines mean one person.
    """
    comparison = _compare(session, course, lines)
    difference = comparison.difference()
    _put_in_force(session, course, comparison)
    _bump_boards(session, course)
    audit.record(
        session,
        viewer.person_id,
        "roster.import",
        course.id,
        added=len(difference.added),
        changed=len(difference.changed),
        removed=len(difference.removed),
    )
    return difference


def _lines(data: bytes, problems: list[Problem]) -> Iterator[RosterLine]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.append(NOT_TEXT(row=data[: error.start].count(b"\n") + 1))
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = [name.strip().lower() for name in next(_rows(reader, problems), [])]
    problems += _header_problems(header)
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
        values = dict(zip(header, (cell.strip() for cell in cells), strict=True))
        yield from _line(reader.line_num, values, problems)


def _rows(reader: "_csv.Reader", problems: list[Problem]) -> Iterator[list[str]]:
    """The rows that can be told apart; an unclosed quote ends them with a problem."""
    try:
        yield from reader
    except csv.Error as error:
        problems.append(NOT_CSV(row=reader.line_num, reason=str(error)))


def _header_problems(header: Sequence[str]) -> Iterator[Problem]:
    for name in _REQUIRED:
        if name not in header:
            yield MISSING_COLUMN(row=1, name=name, columns=", ".join(_COLUMNS))
    for name in header:
        if name not in _COLUMNS or header.count(name) > 1:
            yield UNKNOWN_COLUMN(row=1, column=name, name=name, columns=", ".join(_COLUMNS))


def _line(row: int, values: dict[str, str], problems: list[Problem]) -> Iterator[RosterLine]:
    alias, email, name = (_normal(values.get(key, "")) for key in ("alias", "email", "name"))
    role = values.get("role", "").lower() or Role.STUDENT.value
    before = len(problems)
    if not (1 <= len(alias) <= 40 and alias.isprintable()):
        problems.append(BAD_ALIAS(row=row, column="alias"))
    if len(name) > _LONGEST or not is_plain(name):
        problems.append(BAD_NAME(row=row, column="name", limit=_LONGEST))
    if email and not _is_email(email):
        problems.append(BAD_EMAIL(row=row, column="email", email=email))
    if role not in set(Role):
        problems.append(
            UNKNOWN_ROLE(row=row, column="role", role=role, roles=", ".join(r.value for r in Role))
        )
    if len(problems) == before:
        yield RosterLine(row, alias, name, email.lower(), Role(role))


def _is_email(text: str) -> bool:
    return "@" in text[1:-1] and " " not in text and text.isprintable() and len(text) <= _LONGEST


def _normal(text: str) -> str:
    """The text in Unicode's composed form (NFC), so that what looks the same is the same."""
    return unicodedata.normalize("NFC", text)


def _duplicates(lines: Iterable[RosterLine]) -> Iterator[Problem]:
    first: dict[tuple[str, str], int] = {}
    for line in lines:
        for column, value in (("alias", line.alias), ("email", line.email)):
            if value and (column, value) in first:
                yield DUPLICATE(
                    row=line.row, column=column, value=value, first=first[column, value]
                )
            elif value:
                first[column, value] = line.row


def _compare(session: Session, course: Course, lines: Sequence[RosterLine]) -> _Comparison:
    present = courses.roster(session, course.id)
    matches = list(_matches(session, present, lines))
    problems = list(_met_twice(matches))
    if problems:
        raise RequestProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, *problems)
    named = {match.person.id for match in matches if match.person is not None}
    leaving = [member for member, _ in present if member.active and member.person_id not in named]
    return _Comparison(matches, leaving)


def _matches(
    session: Session, present: Sequence[Row[Membership, Person]], lines: Sequence[RosterLine]
) -> Iterator[_Match]:
    """Whom each line means: by email on the whole site, else by alias in this course, else new."""
    by_email = _people_by_email(session, [line.email for line in lines if line.email])
    by_alias: dict[str, Person] = {}
    for member, person in sorted(present, key=lambda found: found[0].active):
        by_alias[_normal(member.alias)] = person  # who is on the roster comes last and stays
    members = {member.person_id: member for member, _ in present}
    for line in lines:
        known = by_alias.get(line.alias)
        if known is not None and line.email and known.email is not None:
            known = None  # the alias now stands for somebody with another address
        meant = by_email.get(line.email) or known
        yield _Match(line, meant, None if meant is None else members.get(meant.id))


def _people_by_email(session: Session, emails: Sequence[str]) -> dict[str, Person]:
    found: dict[str, Person] = {}
    for first in range(0, len(emails), _LOOKUP):
        query = select(Person).where(Person.email.in_(emails[first : first + _LOOKUP]))
        found |= {person.email: person for person in session.scalars(query) if person.email}
    return found


def _met_twice(matches: Iterable[_Match]) -> Iterator[Problem]:
    """A problem for every line that means somebody whom an earlier line means already."""
    first: dict[str, RosterLine] = {}
    for match in matches:
        if match.person is None:
            continue
        earlier = first.setdefault(match.person.id, match.line)
        if earlier is not match.line:
            yield SAME_PERSON(
                row=match.line.row, alias=match.line.alias, other=earlier.alias, first=earlier.row
            )


def _describe(match: _Match) -> str:
    """How a line differs from what is in force, in a few words; empty where it does not."""
    line, person, member = match.line, match.person, match.member
    if person is None or member is None:
        return "added"
    parts = []
    if not member.active:
        parts.append("back on the roster")
    if member.alias != line.alias:
        parts.append(f"alias {member.alias} -> {line.alias}")
    if member.role is not line.role:
        parts.append(f"role {member.role.value} -> {line.role.value}")
    if line.name and person.name != line.name:
        parts.append("name")
    if line.email and person.email != line.email:
        parts.append("email")
    return ", ".join(parts)


def _put_in_force(session: Session, course: Course, comparison: _Comparison) -> None:
    """Write the lines; whoever changes is inactive for a moment, since aliases may be swapped."""
    changed = [match for match in comparison.matches if _describe(match)]
    for member in (*comparison.leaving, *(match.member for match in changed if match.member)):
        member.active = False
    people = [_up_to_date(session, match) for match in changed]
    session.flush()  # people before their memberships
    for match, person in zip(changed, people, strict=True):
        _enrol(session, course, person, match)
    session.flush()


def _up_to_date(session: Session, match: _Match) -> Person:
    """The person of a line, with its name and email; made where there is none."""
    line, person = match.line, match.person
    if person is None:
        person = Person(
            id=new_id(),
            name=line.name or line.alias,
            email=line.email or None,
            is_admin=False,
            created_at=now(),
        )
        session.add(person)
    person.name = line.name or person.name
    person.email = line.email or person.email
    return person


def _enrol(session: Session, course: Course, person: Person, match: _Match) -> None:
    line, member = match.line, match.member
    if member is None:
        session.add(
            Membership(course_id=course.id, person_id=person.id, role=line.role, alias=line.alias)
        )
        return
    member.alias, member.role, member.active = line.alias, line.role, True


def _bump_boards(session: Session, course: Course) -> None:
    """Every board of the course may show other people, or other aliases, from now on."""
    of_assignments = select(Assignment.id).where(Assignment.course_id == course.id)
    of_course = Track.assignment_id.in_(of_assignments)
    in_order = select(Track.id).where(of_course).order_by(Track.id)
    session.execute(in_order.with_for_update(key_share=True))  # as in `standings.lock_boards`
    session.execute(update(Track).where(of_course).values(board_version=Track.board_version + 1))
