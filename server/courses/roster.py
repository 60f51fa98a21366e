"""Putting a roster in force: whom each line means, what differs, and the writing of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from pydantic import Field
from sqlalchemy import Row
from sqlalchemy.orm import Session

from grader import Problem
from server.core import audit
from server.core.clock import now
from server.core.errors import RequestProblemError
from server.core.identifiers import new_id
from server.core.models import Course, Membership, Person, Role
from server.core.roster_problems import SAME_PERSON
from server.courses import queries as courses
from server.courses.aliases import draw_alias, tells_who
from server.courses.roster_reading import RosterLine, normalize
from server.courses.rules import bump_boards
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


@dataclass(frozen=True)
class _Match:
    """A line and whom it means. person: None for who is new here; member: None to this course.

    is_drawn: whether the line gave no alias, and has got one here.
    """

    line: RosterLine
    person: Person | None
    member: Membership | None
    is_drawn: bool = False


@dataclass(frozen=True)
class _RosterComparison:
    """A roster against what is in force.

    leaving: whom it no longer names. present: every line there was, taken off or not, by person.
    """

    matches: Sequence[_Match]
    leaving: Sequence[Membership]
    present: Mapping[str, Membership]

    def difference(self) -> RosterDifference:
        """What differs; lines that only repeat what is in force are counted."""
        found = RosterDifference()
        for match in self.matches:
            line = match.line
            change = RosterChange(
                alias=line.alias, role=line.role, change=_describe(match), drawn=match.is_drawn
            )
            is_student = line.role is Role.STUDENT
            if change.change and is_student and tells_who(line.alias, line.name, line.email):
                found.telling.append(line.alias)
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


def compare_roster(
    session: Session, course: Course, lines: Sequence[RosterLine]
) -> RosterDifference:
    """What `apply_roster` would do; only reads. Raises 422 where two lines mean one person."""
    return _compare(session, course, lines).difference()


def apply_roster(
    session: Session, viewer: Viewer, course: Course, lines: Sequence[RosterLine]
) -> RosterDifference:
    """Put `lines` in force as the whole roster. People who are no longer on it keep their work.

    Their tokens, links and sessions of this course end, for good.
    Raises 422 where two lines mean one person.
    """
    comparison = _compare(session, course, lines)
    difference = comparison.difference()
    lines_before = {id_: _line(found) for id_, found in comparison.present.items()}
    written = _write(session, course, comparison)
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


def _compare(session: Session, course: Course, lines: Sequence[RosterLine]) -> _RosterComparison:
    present = courses.roster(session, course.id)
    matches = _with_aliases(course, present, list(_matches(session, present, lines)))
    problems = list(_name_twice(matches))
    if problems:
        raise RequestProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, *problems)
    named = {match.person.id for match in matches if match.person is not None}
    leaving = [member for member, _ in present if member.active and member.person_id not in named]
    lines_there = {member.person_id: member for member, _ in present}
    return _RosterComparison(matches, leaving, lines_there)


def _matches(
    session: Session, present: Sequence[Row[Membership, Person]], lines: Sequence[RosterLine]
) -> Iterator[_Match]:
    """Whom each line means: by email on the whole site, else by alias in this course, else new."""
    by_email = courses.people_by_email(session, [line.email for line in lines if line.email])
    by_alias: dict[str, Person] = {}
    for member, person in sorted(present, key=lambda found: found[0].active):
        by_alias[normalize(member.alias)] = person  # who is on the roster comes last and stays
    members = {member.person_id: member for member, _ in present}
    for line in lines:
        known = by_alias.get(line.alias)
        if known is not None and line.email and known.email is not None:
            known = None  # the alias now stands for somebody with another address
        meant = by_email.get(line.email) or known
        yield _Match(line, meant, None if meant is None else members.get(meant.id))


def _with_aliases(
    course: Course, present: Sequence[Row[Membership, Person]], matches: Sequence[_Match]
) -> list[_Match]:
    """The same, each with an alias: who had one keeps it, others get one that nobody ever had.

    Of two who had the same one after the other, who has it now keeps it.
    """
    taken = {normalize(member.alias) for member, _ in present}
    given = {match.line.alias for match in matches}
    taken |= given
    found = list(matches)
    nameless = [place for place, match in enumerate(matches) if not match.line.alias]
    nameless.sort(key=lambda place: not _is_there(matches[place]))
    for place in nameless:
        match, known = matches[place], matches[place].member
        is_kept = known is not None and normalize(known.alias) not in given
        alias = known.alias if known and is_kept else draw_alias(course.locale, taken)
        given.add(normalize(alias))
        taken.add(alias)
        line = replace(match.line, alias=alias)
        found[place] = replace(match, line=line, is_drawn=not is_kept)
    return found


def _is_there(match: _Match) -> bool:
    return match.member is not None and match.member.active


def _name_twice(matches: Iterable[_Match]) -> Iterator[Problem]:
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


def _write(
    session: Session, course: Course, comparison: _RosterComparison
) -> dict[str, dict[str, audit.Value] | None]:
    """Write the lines, and return those that differ, by person.

    Whoever changes is inactive for a moment, since aliases may be swapped.
    """
    changed = [match for match in comparison.matches if _describe(match)]
    for member in (*comparison.leaving, *(match.member for match in changed if match.member)):
        member.active = False
    people = [_update_person(session, match) for match in changed]
    session.flush()  # people before their memberships
    for match, person in zip(changed, people, strict=True):
        _enrol(session, course, person, match)
    session.flush()
    return {
        person.id: {"alias": match.line.alias, "role": match.line.role.value}
        for match, person in zip(changed, people, strict=True)
    }


def _update_person(session: Session, match: _Match) -> Person:
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
