"""Whom each line of a roster means: who was known before, by what, or somebody new."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Row
from sqlalchemy.orm import Session

from grader import Problem
from server.core.models import Course, Membership, Person, Role
from server.core.roster_problems import SAME_PERSON, WITHOUT_YOU
from server.courses.aliases import draw_alias
from server.courses.roster_reading import RosterLine, normalize
from server.identity.attributes import people_by_email


@dataclass(frozen=True)
class Match:
    """A line and whom it means. person: None for who is new here; member: None to this course.

    is_addressed: whether the line's address is one of theirs already, or it gives none. is_drawn:
    whether the line gave no alias, and has got one here.
    """

    line: RosterLine
    person: Person | None
    member: Membership | None
    is_addressed: bool = True
    is_drawn: bool = False


def match_lines(
    session: Session,
    course: Course,
    present: Sequence[Row[Membership, Person]],
    lines: Sequence[RosterLine],
) -> list[Match]:
    """The lines with whom they mean and an alias each. present: every line there was."""
    found = list(_matches(session, present, lines))
    if course.lets_choose_aliases:
        found = _with_chosen(found)
    return _with_aliases(course, present, found)


def _matches(
    session: Session, present: Sequence[Row[Membership, Person]], lines: Sequence[RosterLine]
) -> Iterator[Match]:
    """By address on the whole site, else by student number or alias in this course, else new."""
    by_email = people_by_email(session, [line.email for line in lines if line.email])
    by_number, by_alias = _known_here(present, {line.alias for line in lines})
    members = {member.person_id: member for member, _ in present}
    for line in lines:
        addressed = by_email.get(line.email)
        meant = addressed or by_number.get(line.number) or _by_alias(line, by_alias, members)
        yield Match(
            line,
            meant,
            None if meant is None else members.get(meant.id),
            is_addressed=addressed is not None or not line.email,
        )


def _known_here(
    present: Sequence[Row[Membership, Person]], given: Collection[str]
) -> tuple[Mapping[str, Person], Mapping[str, Person]]:
    """People by student number and by alias; who is on the roster comes before who was.

    given: the aliases of the file. Who has chosen another than the roster gave them is known by
    both, and by the roster's alone where the file has it.
    """
    by_number: dict[str, Person] = {}
    by_alias: dict[str, Person] = {}
    for member, person in sorted(present, key=lambda found: found[0].active):
        of_roster = member.roster_alias and normalize(member.roster_alias)
        if of_roster and member.active:
            by_alias[of_roster] = person
        if of_roster not in given:
            by_alias[normalize(member.alias)] = person
        if member.student_number:
            by_number[member.student_number] = person
    return by_number, by_alias


def _by_alias(
    line: RosterLine, by_alias: Mapping[str, Person], members: Mapping[str, Membership]
) -> Person | None:
    """Whom the alias stands for, unless it is somebody else's by now: by address or number."""
    known = by_alias.get(line.alias)
    if known is None:
        return None
    number = members[known.id].student_number
    is_other = (line.email and known.email is not None) or (
        line.number and number is not None and line.number != number
    )
    return None if is_other else known


def _with_chosen(matches: Sequence[Match]) -> list[Match]:
    """The same, with the alias that somebody chose in the place of what the roster calls them.

    Where the roster now calls another so, or them otherwise, it is as the roster says.
    """
    given = {match.line.alias for match in matches}
    found = []
    for match in matches:
        known = match.member
        is_chosen = (
            known is not None
            and known.active
            and known.roster_alias is not None
            and normalize(known.roster_alias) == match.line.alias
            and normalize(known.alias) not in given
        )
        line = replace(match.line, alias=known.alias) if known and is_chosen else match.line
        found.append(replace(match, line=line))
    return found


def _with_aliases(
    course: Course, present: Sequence[Row[Membership, Person]], matches: Sequence[Match]
) -> list[Match]:
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


def _is_there(match: Match) -> bool:
    return match.member is not None and match.member.active


def name_twice(matches: Iterable[Match]) -> Iterator[Problem]:
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


def leaves_out(
    person_id: str,
    present: Sequence[Row[Membership, Person]],
    matches: Iterable[Match],
    *,
    keep_staff: bool,
) -> Iterator[Problem]:
    """A problem where an instructor's own roster would end what lets them write it.

    keep_staff: whether they may have no line.
    """
    named = {match.person.id: match.line.role for match in matches if match.person is not None}
    otherwise = Role.INSTRUCTOR if keep_staff else None
    for member, _ in present:
        is_theirs = member.person_id == person_id and member.role is Role.INSTRUCTOR
        if is_theirs and member.active and named.get(person_id, otherwise) is not member.role:
            yield WITHOUT_YOU(alias=member.alias)
