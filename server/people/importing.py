"""Importing a roster in a page: what it would do, and the putting in force of what was seen."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from sqlalchemy.orm import Session

from grader import Problem
from server.core.errors import RequestProblemError
from server.core.models import Role
from server.core.roster_problems import FIRST_A_FILE, UNCONFIRMED
from server.courses import queries as courses
from server.courses.access import CourseAccess, managed_course
from server.courses.roster import RosterDifference, apply_roster, compare_roster
from server.courses.roster_columns import RosterColumns
from server.courses.roster_reading import read_columns, read_roster_file

LARGEST_FILE = 750_000
LONGEST_CARRIED = 1_000_000  # forms have no longer fields
_LARGE_PART = 10  # a tenth of those who are there


@dataclass(frozen=True)
class RosterRequest:
    """A file and what is asked of it. given: titles of columns by field, where they were chosen."""

    data: bytes
    given: Mapping[str, str] = field(default_factory=dict)
    draws_aliases: bool = True
    keeps_staff: bool = True
    confirmed: str = ""

    @property
    def carried(self) -> str:
        """The file as a form carries it from a page to the next."""
        return base64.urlsafe_b64encode(self.data).decode()


def uncarry(text: str) -> bytes:
    """The file that a form carried. Raises 422 for none."""
    try:
        data = base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not data:
        raise RequestProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, FIRST_A_FILE())
    return data


@dataclass(frozen=True)
class RosterPreview:
    """What a file would do. difference: None where problems say why it would do nothing."""

    columns: RosterColumns
    difference: RosterDifference | None
    problems: Sequence[Problem] = ()
    is_large: bool = False
    """Whether it takes staff off, or more than a tenth of the roster."""


def preview_roster(session: Session, access: CourseAccess, asked: RosterRequest) -> RosterPreview:
    """What a file would do, or what is wrong with it. Raises 422 for what is no table."""
    _, columns, _ = read_columns(asked.data, asked.given)
    try:
        file = read_roster_file(asked.data, asked.given, draws_aliases=asked.draws_aliases)
        difference = compare_roster(
            session, access.viewer, access.course, file.lines, keep_staff=asked.keeps_staff
        )
    except RequestProblemError as refused:
        return RosterPreview(columns, None, refused.problems)
    there = _number_there(session, access)
    return RosterPreview(
        columns, difference.read_from(file), is_large=takes_many(difference, there)
    )


def import_roster(session: Session, asker: CourseAccess, asked: RosterRequest) -> None:
    """Put a file in force. Raises 422 as a preview says, and where it had to be confirmed."""
    access = managed_course(session, asker.viewer, asker.course.slug)
    file = read_roster_file(asked.data, asked.given, draws_aliases=asked.draws_aliases)
    there = _number_there(session, access)
    difference = apply_roster(
        session, access.viewer, access.course, file.lines, keep_staff=asked.keeps_staff
    )
    slug = access.course.slug
    if takes_many(difference, there) and asked.confirmed.strip() != slug:
        raise RequestProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, UNCONFIRMED(slug=slug))


def takes_many(difference: RosterDifference, there: int) -> bool:
    """Whether it takes staff off, or more than a tenth of those who were there."""
    takes_staff = any(line.role is not Role.STUDENT for line in difference.removed)
    return takes_staff or len(difference.removed) * _LARGE_PART > there


def _number_there(session: Session, access: CourseAccess) -> int:
    return sum(member.active for member, _ in courses.roster(session, access.course.id))
