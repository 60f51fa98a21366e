"""Reading exceptions, and whom they may be for."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from server.assignments.terms import Terms
from server.core.models import (
    Membership,
    Participant,
    ParticipantException,
    ParticipantMember,
    Person,
    Removal,
    Track,
)

_giver = aliased(Membership)


class Granted(NamedTuple):
    """An exception, whose it is, and the alias of who gave it."""

    row: ParticipantException
    member: Membership
    giver: str | None


def of_assignment(session: Session, assignment_id: str, course_id: str) -> list[Granted]:
    """Every exception of an assignment, by alias; of people who left the course too."""
    rows = session.execute(
        select(ParticipantException, Membership, _giver.alias)
        .join(
            ParticipantMember,
            ParticipantMember.participant_id == ParticipantException.participant_id,
        )
        .join(
            Membership,
            (Membership.person_id == ParticipantMember.person_id)
            & (Membership.course_id == course_id),
        )
        .outerjoin(
            _giver,
            (_giver.person_id == ParticipantException.given_by) & (_giver.course_id == course_id),
        )
        .where(ParticipantMember.assignment_id == assignment_id)
        .order_by(Membership.alias)
    )
    return [Granted(*row) for row in rows]


class Off(NamedTuple):
    """A student who is taken off a board, or whose file is; giver: the alias of who did it."""

    removal: Removal
    member: Membership
    track: str
    giver: str | None


def off_boards(session: Session, assignment_id: str, course_id: str) -> list[Off]:
    """Everything that is taken off the boards of an assignment now, by alias."""
    rows = session.execute(
        select(Removal, Membership, Track.slug, _giver.alias)
        .join(Track, Track.id == Removal.track_id)
        .join(ParticipantMember, ParticipantMember.participant_id == Removal.participant_id)
        .join(
            Membership,
            (Membership.person_id == ParticipantMember.person_id)
            & (Membership.course_id == course_id),
        )
        .outerjoin(_giver, (_giver.person_id == Removal.by_id) & (_giver.course_id == course_id))
        .where(Track.assignment_id == assignment_id, Removal.ended_at.is_(None))
        .order_by(Membership.alias, Removal.at)
    )
    return [Off(*row) for row in rows]


def members(session: Session, course_id: str) -> Sequence[tuple[Membership, str | None]]:
    """Everybody on the roster in force with their address, by alias."""
    rows = session.execute(
        select(Membership, Person.email)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.course_id == course_id, Membership.active)
        .order_by(Membership.alias)
    )
    return [(line, email) for line, email in rows]


def terms_of(session: Session, participant_ids: Collection[str]) -> dict[str, Terms]:
    """What some participants were granted, by their ids; nothing of those without an exception."""
    wanted = select(ParticipantException).where(
        ParticipantException.participant_id.in_(participant_ids)
    )
    return {row.participant_id: terms_in(row) for row in session.scalars(wanted)}


def terms_in(row: ParticipantException) -> Terms:
    """What an exception grants, as it is now."""
    return Terms(row.participant_id, row.opens_at, row.closes_at, row.extra_tries, row.extra_s)


def participants_of(
    session: Session, assignment_id: str, person_ids: Collection[str]
) -> dict[str, str]:
    """The participants that some people are in an assignment, by person."""
    rows = session.execute(
        select(ParticipantMember.person_id, ParticipantMember.participant_id)
        .join(Participant, Participant.id == ParticipantMember.participant_id)
        .where(
            ParticipantMember.assignment_id == assignment_id,
            ParticipantMember.person_id.in_(person_ids),
        )
    )
    return dict(iter(rows))  # a result itself has keys: its columns
