"""Giving exceptions and ending them, and what everybody's dates become by that."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from server.assignments import participants, versions
from server.assignments.access import AssignmentAccess, reopen
from server.assignments.terms import Terms, latest_deadline
from server.boards import queries as boards
from server.core import audit
from server.core.audit import Value
from server.core.clock import now
from server.core.database import Database
from server.core.errors import not_found
from server.core.events import Events, board_topic
from server.core.models import ParticipantException
from server.exceptions import queries
from server.exceptions.grants import Grant, address
from server.exceptions.plan import Plan, Planned, make_plan


def give(
    database: Database,
    events: Events,
    asked: AssignmentAccess,
    grants: Sequence[Grant],
    *,
    moves_reveal: bool = False,
) -> Plan:
    """Give these, all or none, each in the place of what its student had; what was done.

    Raises 403 unless an instructor asks, 422 with every reason why it cannot be.
    """
    plan, changed = database.write(give_all, asked, grants, moves_reveal=moves_reveal)
    for track_id in changed:
        events.publish(board_topic(track_id))
    return plan


def give_all(
    session: Session, asked: AssignmentAccess, grants: Sequence[Grant], *, moves_reveal: bool
) -> tuple[Plan, list[str]]:
    """The same in one transaction; also the ids of the boards that change."""
    people = address(grants, queries.members(session, asked.course.id), [])
    owners = _lock(session, asked, [one.member.person_id for one in people])
    access = _opened(session, asked)
    plan = make_plan(session, access, grants, moves_reveal=moves_reveal)
    for one in plan.planned:
        person_id = one.addressed.member.person_id
        _keep(session, access, owners[person_id], one)
    return plan, _follow(session, access, plan.moved)


def end(
    database: Database, events: Events, asked: AssignmentAccess, aliases: Sequence[str]
) -> None:
    """Let the dates and tries of all hold again for some; of who has no exception nothing changes.

    Raises 403 unless an instructor asks, and 404 for who never was in the course.
    """
    for track_id in database.write(end_all, asked, aliases):
        events.publish(board_topic(track_id))


def end_all(session: Session, asked: AssignmentAccess, aliases: Sequence[str]) -> list[str]:
    """The same in one transaction; the ids of the boards that change."""
    given = queries.of_assignment(session, asked.assignment.id, asked.course.id)
    by_alias = {one.member.alias: one for one in given}
    known = {line.alias for line, _ in queries.members(session, asked.course.id)}
    for alias in aliases:
        if alias not in known | by_alias.keys():
            raise not_found("member", alias)
    ended = [by_alias[alias] for alias in dict.fromkeys(aliases) if alias in by_alias]
    owners = _lock(session, asked, [one.member.person_id for one in ended])
    access = _opened(session, asked)
    for one in ended:
        before, owner = queries.terms_in(one.row), owners[one.member.person_id]
        session.execute(
            delete(ParticipantException).where(ParticipantException.participant_id == owner)
        )
        _record(session, access, "exception.end", one.member.person_id, _said(before), None)
    return _follow(session, access, {})


def _lock(session: Session, asked: AssignmentAccess, people: Sequence[str]) -> dict[str, str]:
    """The participants that people are, by person, locked in one order: before the versions.

    Nobody is made a participant for who may not make exceptions.
    """
    asked.course_access.require_manager()
    lock = participants.lock_participant
    return {id_: lock(session, asked.assignment.id, id_) for id_ in sorted(set(people))}


def _opened(session: Session, asked: AssignmentAccess) -> AssignmentAccess:
    """The assignment as it is now, whose versions stay until the transaction ends."""
    versions.lock(session, asked.assignment.id)
    access = reopen(session, asked)
    access.course_access.require_manager()
    return access


def _keep(session: Session, access: AssignmentAccess, owner: str, one: Planned) -> None:
    grant = one.addressed.grant
    before = None if one.before is None else _said(one.before)
    row = session.merge(
        ParticipantException(
            participant_id=owner,
            opens_at=grant.opens_at,
            closes_at=grant.closes_at,
            extra_tries=grant.extra_tries,
            extra_s=grant.extra_s,
            reason=grant.reason.strip(),
            given_by=access.viewer.person_id,
            given_at=now(),
        )
    )
    session.flush()
    person_id = one.addressed.member.person_id
    _record(session, access, "exception.give", person_id, before, _said(queries.terms_in(row)))


def _follow(session: Session, access: AssignmentAccess, moved: Mapping[str, datetime]) -> list[str]:
    """Let everybody's dates follow the exceptions; the ids of the boards that change by that."""
    latest, changed = latest_deadline(session, access.assignment.id), []
    for track in boards.lock_boards(session, access.assignment.id):
        reveal_at = moved.get(track.slug, track.reveal_at)
        if (track.extended_until, track.reveal_at) == (latest, reveal_at):
            continue
        if track.reveal_at != reveal_at:
            _record_reveal(session, access, track.slug, track.reveal_at, reveal_at)
        track.extended_until, track.reveal_at = latest, reveal_at
        track.board_version += 1
        changed.append(track.id)
    session.flush()
    return changed


def _said(row: Terms) -> Mapping[str, Value]:
    """What an exception grants, as the audit trail keeps it: not why, which may be private."""
    moments = {"opens_at": row.opens_at, "closes_at": row.closes_at}
    said: dict[str, Value] = {
        name: None if moment is None else moment.isoformat() for name, moment in moments.items()
    }
    return {**said, "extra_tries": row.extra_tries, "extra_s": row.extra_s}


def _record(
    session: Session,
    access: AssignmentAccess,
    action: str,
    person_id: str,
    before: Mapping[str, Value] | None,
    after: Mapping[str, Value] | None,
) -> None:
    audit.record(
        session,
        access.viewer.person_id,
        action,
        access.assignment.id,
        course_id=access.course.id,
        person=person_id,
        before=before,
        after=after,
    )


def _record_reveal(
    session: Session,
    access: AssignmentAccess,
    track: str,
    before: datetime | None,
    after: datetime | None,
) -> None:
    audit.record(
        session,
        access.viewer.person_id,
        "assignment.reveal",
        access.assignment.id,
        course_id=access.course.id,
        track=track,
        before=None if before is None else before.isoformat(),
        after=None if after is None else after.isoformat(),
    )
