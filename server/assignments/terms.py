"""What holds for one participant of an assignment alone: who it is, and its exception."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from grader import Dates, Quota
from server.core import sql
from server.core.models import Membership, Participant, ParticipantException, ParticipantMember

_GRANTED = (
    ParticipantException.opens_at,
    ParticipantException.closes_at,
    ParticipantException.extra_tries,
    ParticipantException.extra_s,
)
# Every upload asks this anyway, to know whose it is: who has no exception waits for nothing more.
_OF_PERSON = (
    select(ParticipantMember.participant_id, *_GRANTED)
    .outerjoin(
        ParticipantException,
        ParticipantException.participant_id == ParticipantMember.participant_id,
    )
    .where(
        ParticipantMember.assignment_id == bindparam("assignment_id"),
        ParticipantMember.person_id == bindparam("person_id"),
    )
)
_OF_PARTICIPANT = select(ParticipantException.participant_id, *_GRANTED).where(
    ParticipantException.participant_id == bindparam("participant_id")
)


@dataclass(frozen=True)
class Terms:
    """A participant and what was granted to it; see `ParticipantException`.

    participant_id: None for somebody who has neither an upload nor an exception.
    """

    participant_id: str | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    extra_tries: int = 0
    extra_s: int = 0

    @property
    def are_special(self) -> bool:
        """Whether anything holds for this participant alone."""
        return bool(self.opens_at or self.closes_at or self.extra_tries or self.extra_s)

    def dates(self, said: Dates) -> Dates:
        """Dates of a track as they are for this participant.

        The deadline is never before that for all, and never behind the reveal: nobody submits what
        they know the private score of. Late files are taken until that deadline, or for as long as
        those of the class.
        """
        closes_at = said.closes_at
        if closes_at is not None and self.closes_at is not None:
            closes_at = max(closes_at, self.closes_at)
            closes_at = min(closes_at, said.reveal_at) if said.reveal_at else closes_at
        own = replace(said, opens_at=self.opens_at or said.opens_at, closes_at=closes_at)
        if closes_at is None or said.late_until is None:
            return own
        return replace(own, late_until=max(closes_at, said.late_until))

    def quota(self, said: Quota) -> Quota:
        """A quota whose tries over all days are those of this participant."""
        total = None if said.total is None else said.total + self.extra_tries
        return said.model_copy(update={"total": total})


def of_person(session: Session, assignment_id: str, person_id: str) -> Terms:
    """What holds for somebody in an assignment."""
    asked = {"assignment_id": assignment_id, "person_id": person_id}
    return _terms(sql.read_one(session, _OF_PERSON, asked))


def of_participant(session: Session, participant_id: str) -> Terms:
    """What holds for a participant."""
    found = sql.read_one(session, _OF_PARTICIPANT, {"participant_id": participant_id})
    return Terms(participant_id) if found is None else _terms(found)


def granted(
    session: Session, course_id: str, terms: Terms
) -> tuple[ParticipantException, str | None] | None:
    """The exception behind some terms, and the alias of who gave it; None where there is none."""
    if terms.participant_id is None or not terms.are_special:
        return None
    giver = (Membership.person_id == ParticipantException.given_by) & (
        Membership.course_id == course_id
    )
    row = session.execute(
        select(ParticipantException, Membership.alias)
        .outerjoin(Membership, giver)
        .where(ParticipantException.participant_id == terms.participant_id)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def latest_deadline(session: Session, assignment_id: str) -> datetime | None:
    """The latest deadline that anybody was granted in an assignment."""
    return session.scalar(
        select(func.max(ParticipantException.closes_at))
        .join(Participant, Participant.id == ParticipantException.participant_id)
        .where(Participant.assignment_id == assignment_id)
    )


def _terms(
    row: tuple[str, datetime | None, datetime | None, int | None, int | None] | None,
) -> Terms:
    if row is None:
        return Terms()
    participant_id, opens_at, closes_at, extra_tries, extra_s = row
    return Terms(participant_id, opens_at, closes_at, extra_tries or 0, extra_s or 0)
