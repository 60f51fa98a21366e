"""The roster: a CSV is read, compared with what is there, and put in force."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from pydantic import BaseModel
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from grader import Problem
from server.errors import RequestProblemError
from server.models import Assignment, Course, Membership, Person, Role, Track
from server.queries import courses
from server.rules import audit
from server.rules.identity import Viewer, create_person
from server.rules.roster_problems import (
    BAD_ALIAS,
    BAD_EMAIL,
    DUPLICATE,
    MISSING_COLUMN,
    NOT_CSV,
    NOT_TEXT,
    UNKNOWN_COLUMN,
    UNKNOWN_ROLE,
    WRONG_WIDTH,
)

if TYPE_CHECKING:
    import _csv

_REQUIRED = ("alias",)
_COLUMNS = ("alias", "name", "email", "role")


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


def read_roster(data: bytes) -> list[RosterLine]:
    """The lines of a roster CSV: `alias`, and `name`, `email`, `role` where there are any.

    Raises 422 with every problem of the file at once.
    """
    problems: list[Problem] = []
    lines = list(_lines(data, problems))
    problems += _duplicates(lines)
    if problems:
        raise RequestProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, *problems)
    return lines


def apply_roster(
    session: Session, viewer: Viewer, course: Course, lines: Sequence[RosterLine]
) -> RosterDifference:
    """Put `lines` in force as the whole roster. People who are no longer on it keep their work."""
    present = {
        member.person_id: (member, person) for member, person in courses.roster(session, course.id)
    }
    people = [(_person(session, line, present), line) for line in lines]
    difference = RosterDifference()
    _remove(session, present, {person.id for person, _ in people}, difference)
    changed: list[tuple[Membership, RosterLine]] = []
    for person, line in people:
        if person.id not in present:
            difference.added.append(RosterChange(alias=line.alias, role=line.role, change="added"))
            changed.append((_membership(session, course, person, line), line))
            continue
        member, _ = present[person.id]
        change = _describe(member, person, line)
        person.name = line.name or person.name
        if not change:
            difference.unchanged += 1
            continue
        difference.changed.append(RosterChange(alias=line.alias, role=line.role, change=change))
        changed.append((member, line))
    _put_in_force(session, changed)
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
    for cells in _rows(reader, problems):
        if not any(cell.strip() for cell in cells):
            continue
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
    alias, email = values["alias"], values.get("email", "")
    role = values.get("role", "").lower() or Role.STUDENT.value
    before = len(problems)
    if not (1 <= len(alias) <= 40 and alias.isprintable()):
        problems.append(BAD_ALIAS(row=row, column="alias"))
    if email and ("@" not in email[1:-1] or " " in email):
        problems.append(BAD_EMAIL(row=row, column="email", email=email))
    if role not in set(Role):
        problems.append(
            UNKNOWN_ROLE(row=row, column="role", role=role, roles=", ".join(r.value for r in Role))
        )
    if len(problems) == before:
        yield RosterLine(row, alias, values.get("name", ""), email.lower(), Role(role))


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


def _person(
    session: Session, line: RosterLine, present: dict[str, tuple[Membership, Person]]
) -> Person:
    """Whom a line means: by email on the whole site, else by alias in this course, else new."""
    if line.email:
        known = session.scalars(select(Person).where(Person.email == line.email)).one_or_none()
        if known is not None:
            return known
    for member, person in present.values():
        if member.alias == line.alias and (not line.email or person.email is None):
            person.email = line.email or person.email
            return person
    return create_person(session, line.name or line.alias, line.email or None)


def _describe(member: Membership, person: Person, line: RosterLine) -> str:
    """How a line differs from what is in force, in a few words; empty where it does not."""
    parts = []
    if not member.active:
        parts.append("back on the roster")
    if member.alias != line.alias:
        parts.append(f"alias {member.alias} -> {line.alias}")
    if member.role is not line.role:
        parts.append(f"role {member.role.value} -> {line.role.value}")
    if line.name and person.name != line.name:
        parts.append("name")
    return ", ".join(parts)


def _remove(
    session: Session,
    present: dict[str, tuple[Membership, Person]],
    named: set[str],
    difference: RosterDifference,
) -> None:
    """Take off the roster whom it no longer names; their aliases are free then."""
    for person_id, (member, _) in present.items():
        if person_id not in named and member.active:
            member.active = False
            difference.removed.append(
                RosterChange(alias=member.alias, role=member.role, change="removed")
            )
    session.flush()


def _membership(session: Session, course: Course, person: Person, line: RosterLine) -> Membership:
    member = Membership(
        course_id=course.id, person_id=person.id, role=line.role, alias=line.alias, active=False
    )
    session.add(member)
    return member


def _put_in_force(session: Session, changed: Sequence[tuple[Membership, RosterLine]]) -> None:
    """Write the lines; all are inactive for a moment, since two may have swapped their aliases."""
    for member, _ in changed:
        member.active = False
    session.flush()
    for member, line in changed:
        member.alias, member.role, member.active = line.alias, line.role, True
    session.flush()


def _bump_boards(session: Session, course: Course) -> None:
    """Every board of the course may show other people, or other aliases, from now on."""
    assignment_ids = select(Assignment.id).where(Assignment.course_id == course.id)
    session.execute(
        update(Track)
        .where(Track.assignment_id.in_(assignment_ids))
        .values(board_version=Track.board_version + 1)
    )
