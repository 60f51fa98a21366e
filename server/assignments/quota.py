"""The daily quota: a try is reserved with its submission, then settled or given back.

A line of the ledger is written in the same transaction as what it is about, so a crash can
neither lose a try nor charge one for nothing.
"""

from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.core import problems
from server.core.clock import local_date, now
from server.core.errors import RequestProblemError
from server.core.identifiers import new_id
from server.core.models import Course, Person, QuotaEntry, QuotaEntryKind, Submission

_AMOUNT = {QuotaEntryKind.RESERVE: 1, QuotaEntryKind.SETTLE: 0, QuotaEntryKind.REFUND: -1}


def used(session: Session, person_id: str, assignment_id: str, day: date) -> int:
    """How many tries a participant has used on a day of the course's calendar."""
    total = session.scalar(
        select(func.sum(QuotaEntry.amount)).where(
            QuotaEntry.person_id == person_id,
            QuotaEntry.assignment_id == assignment_id,
            QuotaEntry.day == day,
        )
    )
    return int(total or 0)


def require_free(
    session: Session,
    course: Course,
    person_id: str,
    assignment_id: str,
    per_day: int,
    *,
    moment: datetime,
) -> None:
    """Raise 429 where all tries of a moment's day are used."""
    day = local_date(moment, course.time_zone)
    if used(session, person_id, assignment_id, day) < per_day:
        return
    opens_at = next_day(moment, course.time_zone)
    raise RequestProblemError(
        HTTPStatus.TOO_MANY_REQUESTS,
        problems.OVER_QUOTA(
            per_day=per_day, day=day.isoformat(), next_at=opens_at.isoformat(timespec="minutes")
        ),
        headers={"Retry-After": str(max(1, round((opens_at - moment).total_seconds())))},
    )


def take_turn(session: Session, person_id: str) -> None:
    """Let a participant's simultaneous uploads be decided one after another.

    Locks the person's row until the transaction ends (SQLite has one writer as it is).
    """
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))


def reserve(session: Session, course: Course, submission: Submission, per_day: int) -> None:
    """Take a try of the day on which `submission` came. Raises 429 where none is left."""
    require_free(
        session,
        course,
        submission.person_id,
        submission.assignment_id,
        per_day,
        moment=submission.received_at,
    )
    session.add(
        QuotaEntry(
            id=new_id(),
            person_id=submission.person_id,
            assignment_id=submission.assignment_id,
            submission_id=submission.id,
            day=local_date(submission.received_at, course.time_zone),
            kind=QuotaEntryKind.RESERVE,
            amount=_AMOUNT[QuotaEntryKind.RESERVE],
            at=submission.received_at,
        )
    )


def close(session: Session, submission_id: str, kind: QuotaEntryKind) -> None:
    """Settle a reserved try or give it back; does nothing where that was done before."""
    entries = session.scalars(
        select(QuotaEntry).where(QuotaEntry.submission_id == submission_id)
    ).all()
    if [entry.kind for entry in entries] != [QuotaEntryKind.RESERVE]:
        return
    session.add(
        QuotaEntry(
            id=new_id(),
            person_id=entries[0].person_id,
            assignment_id=entries[0].assignment_id,
            submission_id=submission_id,
            day=entries[0].day,
            kind=kind,
            amount=_AMOUNT[kind],
            at=now(),
        )
    )


def next_day(moment: datetime, time_zone: str) -> datetime:
    """The next midnight of the course's zone, when tries are full again."""
    zone = ZoneInfo(time_zone)
    tomorrow = moment.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), tzinfo=zone)
