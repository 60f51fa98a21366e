"""Putting a roster in force: whom each line means, what differs, and the writing of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Self

from pydantic import Field
from sqlalchemy import Row
from sqlalchemy.orm import Session

from server.core import audit
from server.core.clock import now
from server.core.errors import RequestProblemError
from server.core.identifiers import new_id
from server.core.models import Attribute, AttributeSource, Course, Membership, Person, Role
from server.courses import queries as courses
from server.courses.aliases import tells_who
from server.courses.roster_matching import Match, leaves_out, match_lines, name_twice
from server.courses.roster_reading import RosterFile, RosterLine
from server.courses.rules import bump_boards
from server.identity.attributes import Said, correct_email, remember
from server.identity.rules import Viewer
from server.identity.sessions import end_ways_into_course
from server.web.api_model import ApiModel


class RosterChange(ApiModel):
    """One person whose line differs, and how."""

    alias: str
    """Their alias, the new one where it changes."""
    role: Role
    """Their role, the new one where it changes."""
    change: str
    """What differs, in words."""
    drawn: bool = False
    """Whether the alias was drawn just now: another is drawn when the roster is put in force."""
    name: str = ""
    """What the roster calls them; empty where it does not."""


class RosterDifference(ApiModel):
    """What putting a roster in force does, or would do."""

    added: list[RosterChange] = Field(default_factory=list)
    """Who comes."""
    changed: list[RosterChange] = Field(default_factory=list)
    """Whose line changes."""
    removed: list[RosterChange] = Field(default_factory=list)
    """Who leaves."""
    unchanged: int = 0
    """How many stay as they are."""
    telling: list[str] = Field(default_factory=list)
    """Aliases of students who come or change that are no pseudonyms: they hold a student's number,
    or a part of the name or address of who has them."""
    kept: list[str] = Field(default_factory=list)
    """Aliases of those whose address stays as it was, since others rely on it as well: an
    administrator may change it."""
    columns: dict[str, str] = Field(default_factory=dict)
    """What was read of people, and the title of the column of each."""
    ignored: list[str] = Field(default_factory=list)
    """The titles of the other columns, of which nothing is read."""
    skipped: list[int] = Field(default_factory=list)
    """The numbers of rows that are nobody: those that Canvas and Classroom add."""

    def read_from(self, file: RosterFile) -> Self:
        """The same, with what of a file was read."""
        told = {
            "columns": file.columns.used,
            "ignored": file.columns.ignored,
            "skipped": file.skipped,
        }
        return self.model_copy(update=told)


@dataclass(frozen=True)
class _RosterComparison:
    """A roster against what is in force.

    leaving: whom it no longer names. present: every line there was, taken off or not, by person.
    ruled: those whom this roster alone names, so that it says what they are called on the site.
    """

    matches: Sequence[Match]
    leaving: Sequence[Membership]
    present: Mapping[str, Membership]
    ruled: Collection[str]

    def difference(self) -> RosterDifference:
        """What differs; lines that only repeat what is in force are counted."""
        found = RosterDifference()
        for match in self.matches:
            line = match.line
            change = RosterChange(
                alias=line.alias,
                role=line.role,
                change=self.describe(match),
                drawn=match.is_drawn,
                name=line.name,
            )
            known = (line.name, line.email, line.number)
            if change.change and line.role is Role.STUDENT and tells_who(line.alias, *known):
                found.telling.append(line.alias)
            if not (match.is_addressed or self.rules(match)):
                found.kept.append(line.alias)
            if match.member is None:
                found.added.append(change)
            elif change.change:
                found.changed.append(change)
            else:
                found.unchanged += 1
        found.removed += (
            RosterChange(
                alias=member.alias, role=member.role, change="removed", name=member.name or ""
            )
            for member in self.leaving
        )
        return found

    def rules(self, match: Match) -> bool:
        """Whether this roster alone says who somebody is."""
        return match.person is None or match.person.id in self.ruled

    def describe(self, match: Match) -> str:
        """How a line differs from what is in force, in a few words; empty where it does not."""
        line, member = match.line, match.member
        if member is None:
            return "added"
        parts = []
        if not member.active:
            parts.append("back on the roster")
        if member.alias != line.alias:
            parts.append(f"alias {member.alias} -> {line.alias}")
        if member.role is not line.role:
            parts.append(f"role {member.role.value} -> {line.role.value}")
        if line.name and member.name != line.name:
            parts.append("name")
        if line.number and member.student_number != line.number:
            parts.append("student number")
        if self.rules(match) and not match.is_addressed:
            parts.append("email")
        return ", ".join(parts)


def compare_roster(
    session: Session,
    viewer: Viewer,
    course: Course,
    lines: Sequence[RosterLine],
    *,
    keep_staff: bool = False,
) -> RosterDifference:
    """What `apply_roster` would do; only reads. Raises 422 as that does."""
    return _compare(session, viewer, course, lines, keep_staff=keep_staff).difference()


def apply_roster(
    session: Session,
    viewer: Viewer,
    course: Course,
    lines: Sequence[RosterLine],
    *,
    keep_staff: bool = False,
) -> RosterDifference:
    """Put `lines` in force as the whole roster. People who are no longer on it keep their work.

    The tokens, links and sessions of this course that they have end, for good.
    keep_staff: whether staff whom no line means stay as they are.
    Raises 422 where two lines mean one person, and where the viewer, who is no administrator, would
    no longer be an instructor of the course.
    """
    comparison = _compare(session, viewer, course, lines, keep_staff=keep_staff)
    difference = comparison.difference()
    lines_before = {id_: _line(found) for id_, found in comparison.present.items()}
    said = Said(AttributeSource.ROSTER, viewer.person_id, course.id)
    written = _write(session, course, comparison, said)
    left = [member.person_id for member in comparison.leaving]
    end_ways_into_course(session, course.id, left)
    bump_boards(session, course)
    audit.record(
        session,
        viewer.person_id,
        "roster.import",
        course.id,
        course_id=course.id,
        added=len(difference.added),
        changed=len(difference.changed),
        removed=len(difference.removed),
    )
    for person_id, after in {**dict.fromkeys(left), **written}.items():
        before = lines_before.get(person_id)
        act = "change" if before and after else "add" if after else "remove"
        audit.record(
            session,
            viewer.person_id,
            f"member.{act}",
            person_id,
            course_id=course.id,
            person=person_id,
            before=before,
            after=after,
        )
    return difference


def _line(member: Membership) -> dict[str, audit.Value] | None:
    """What the audit trail tells of a line; None of one that was taken off."""
    return {"alias": member.alias, "role": member.role.value} if member.active else None


def _compare(
    session: Session,
    viewer: Viewer,
    course: Course,
    lines: Sequence[RosterLine],
    *,
    keep_staff: bool,
) -> _RosterComparison:
    present = courses.roster(session, course.id)
    matches = match_lines(session, course, present, lines)
    problems = list(name_twice(matches))
    if not (problems or viewer.is_admin):
        problems += leaves_out(viewer.person_id, present, matches, keep_staff=keep_staff)
    if problems:
        raise RequestProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, *problems)
    named = {match.person.id for match in matches if match.person is not None}
    leaving = [
        member
        for member, _ in present
        if member.active
        and member.person_id not in named
        and not (keep_staff and member.role is not Role.STUDENT)
    ]
    lines_there = {member.person_id: member for member, _ in present}
    ruled = _ruled(session, course, present) if any(map(_corrects, matches)) else frozenset()
    return _RosterComparison(matches, leaving, lines_there, ruled)


def _corrects(match: Match) -> bool:
    """Whether a line says of somebody who is known what differs from their own line until now."""
    line, member = match.line, match.member
    return member is not None and (
        not match.is_addressed
        or bool(line.name and member.name != line.name)
        or bool(line.number and member.student_number != line.number)
    )


def _ruled(
    session: Session, course: Course, present: Sequence[Row[Membership, Person]]
) -> frozenset[str]:
    """Those of a course whom no other roster names or named, and who are no administrators."""
    others = courses.in_other_courses(session, course.id)
    known = {person.id for _, person in present if not person.is_admin}
    return frozenset(known - others)


def _write(
    session: Session, course: Course, comparison: _RosterComparison, said: Said
) -> dict[str, dict[str, audit.Value] | None]:
    """Write the lines, and return those that differ, by person.

    Whoever changes is inactive for a moment, since aliases may be swapped.
    """
    changed = [match for match in comparison.matches if comparison.describe(match)]
    for member in (*comparison.leaving, *(match.member for match in changed if match.member)):
        member.active = False
    people = [match.person or _new_person(session, match.line) for match in changed]
    session.flush()  # people before their memberships
    for match, person in zip(changed, people, strict=True):
        if match.member is None:
            _enrol(session, course, person, match)
            continue
        corrected = _correct(session, person, match.member, match.line, said)
        if not comparison.rules(match):
            continue
        if Attribute.NAME in corrected:
            person.name = match.line.name
        if Attribute.STUDENT_NUMBER in corrected:
            person.student_number = match.line.number
        if not match.is_addressed:
            correct_email(session, person, match.line.email, said)
    session.flush()
    return {
        person.id: {"alias": match.line.alias, "role": match.line.role.value}
        for match, person in zip(changed, people, strict=True)
    }


def _new_person(session: Session, line: RosterLine) -> Person:
    person = Person(
        id=new_id(),
        name=line.name or line.alias,
        email=line.email or None,
        is_admin=False,
        created_at=now(),
        student_number=line.number or None,
    )
    session.add(person)
    return person


def _enrol(session: Session, course: Course, person: Person, match: Match) -> None:
    """Write the line of who has none yet in the course."""
    line = match.line
    session.add(
        Membership(
            course_id=course.id,
            person_id=person.id,
            role=line.role,
            alias=line.alias,
            name=line.name or None,
            student_number=line.number or None,
        )
    )


def _correct(
    session: Session, person: Person, member: Membership, line: RosterLine, said: Said
) -> frozenset[Attribute]:
    """Write a line as its course has it from now on, and say what of it is another.

    What a roster does not give stays.
    """
    if line.alias != member.alias:
        member.roster_alias = None
    member.alias, member.role, member.active = line.alias, line.role, True
    found = set()
    if line.name and line.name != member.name:
        remember(session, person.id, Attribute.NAME, (member.name, line.name), said)
        member.name = line.name
        found.add(Attribute.NAME)
    if line.number and line.number != member.student_number:
        change = (member.student_number, line.number)
        remember(session, person.id, Attribute.STUDENT_NUMBER, change, said)
        member.student_number = line.number
        found.add(Attribute.STUDENT_NUMBER)
    return frozenset(found)
