"""The quota: a try is reserved with its submission, then settled or given back.

Our faults give it back, and so do files that cannot be read, as many a day as the bundle says.

A line of the ledger is written in the same transaction as what it is about, so a crash can
neither lose a try nor charge one for nothing.
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, delete, exists, func, insert, select
from sqlalchemy.orm import Session, aliased

from grader import Quota, Verdict
from server.assignments.participants import owner_of
from server.assignments.terms import Terms
from server.core import problems, sql
from server.core.clock import local_date, now
from server.core.errors import RequestProblemError
from server.core.identifiers import new_id
from server.core.models import Course, Evaluation, QuotaEntry, QuotaEntryKind, Submission

_USED = select(
    func.sum(QuotaEntry.amount),
    func.sum(QuotaEntry.amount).filter(QuotaEntry.day == bindparam("day")),
).where(QuotaEntry.participant_id == bindparam("participant_id"))
_USED_BY_DAY = (
    select(func.sum(QuotaEntry.amount))
    .where(QuotaEntry.participant_id == bindparam("participant_id"))
    .group_by(QuotaEntry.day)
)
_ended = aliased(QuotaEntry)
_NEW, _AS_RESERVED = ("id", "kind", "amount", "at"), ("participant_id", "submission_id", "day")
_END = insert(QuotaEntry).from_select(
    [*_NEW, *_AS_RESERVED],
    select(
        *(bindparam(name, type_=getattr(QuotaEntry, name).type) for name in _NEW),
        *(getattr(QuotaEntry, name) for name in _AS_RESERVED),
    ).where(
        QuotaEntry.submission_id == bindparam("submission_id"),
        QuotaEntry.kind == QuotaEntryKind.RESERVE,
        ~exists().where(
            _ended.submission_id == QuotaEntry.submission_id,
            _ended.kind != QuotaEntryKind.RESERVE,
        ),
    ),
)
_USED_TRY = select(func.sum(QuotaEntry.amount)).where(
    QuotaEntry.submission_id == bindparam("submission_id")
)
_AMOUNT = {QuotaEntryKind.RESERVE: 1, QuotaEntryKind.SETTLE: 0, QuotaEntryKind.REFUND: -1}


class TriesLeft(NamedTuple):
    """How many tries are left. now: on a day, with those of `extra`.

    total: over all days; None if unbounded. extra: of those that a participant was granted.
    """

    now: int
    total: int | None
    extra: int = 0


def tries_left(session: Session, terms: Terms, day: date, quota: Quota) -> TriesLeft:
    """How many tries are left on a day of the course's calendar, and over all days if bounded.

    A try that was granted is used by whoever has none left of the day.
    """
    allowed = terms.quota(quota)
    asked = {"participant_id": terms.participant_id, "day": day}
    ((ever, on_day),) = sql.read(session, _USED, asked)
    used_ever, used_today = int(ever or 0), int(on_day or 0)
    total = None if allowed.total is None else max(0, allowed.total - used_ever)
    extra = 0
    if terms.extra_tries:
        by_day = sql.read(session, _USED_BY_DAY, {"participant_id": terms.participant_id})
        beyond = sum(max(0, int(used or 0) - allowed.per_day) for (used,) in by_day)
        extra = max(0, terms.extra_tries - beyond)
    today = max(0, allowed.per_day - used_today) + extra
    return TriesLeft(today if total is None else min(today, total), total, extra)


def require_free(
    session: Session,
    course: Course,
    terms: Terms,
    allowed: Quota,
    *,
    moment: datetime,
) -> None:
    """Raise 429 where all tries of a moment's day are used, or all that there are."""
    day = local_date(moment, course.time_zone)
    left = tries_left(session, terms, day, allowed)
    if left.now > 0:
        return
    if left.total == 0:
        total = str(terms.quota(allowed).total)
        raise RequestProblemError(HTTPStatus.TOO_MANY_REQUESTS, problems.OVER_TOTAL(total=total))
    opens_at = next_day(moment, course.time_zone)
    raise RequestProblemError(
        HTTPStatus.TOO_MANY_REQUESTS,
        problems.OVER_QUOTA(
            per_day=allowed.per_day,
            day=day.isoformat(),
            next_at=opens_at.isoformat(timespec="minutes"),
        ),
        headers={"Retry-After": str(max(1, round((opens_at - moment).total_seconds())))},
    )


def reserve(session: Session, course: Course, submission: Submission) -> None:
    """Take a try of the day on which `submission` came: one that `require_free` found."""
    reserved = QuotaEntry(
        id=new_id(),
        participant_id=owner_of(submission),
        submission_id=submission.id,
        day=local_date(submission.came_at, course.time_zone),
        kind=QuotaEntryKind.RESERVE,
        amount=_AMOUNT[QuotaEntryKind.RESERVE],
        at=submission.came_at,
    )
    sql.insert(session, reserved)


def settle_or_refund(session: Session, submission_id: str, kind: QuotaEntryKind) -> None:
    """Settle a reserved try or give it back; does nothing where that was done before."""
    line = {"id": new_id(), "kind": kind, "amount": _AMOUNT[kind], "at": now()}
    sql.write(session, _END, {**line, "submission_id": submission_id})


def reserve_again(session: Session, submission_ids: Collection[str]) -> None:
    """Take back that tries were settled or given back: their files are to be graded anew.

    They are reserved then as at first, of the day of their receipt, and settled by the verdict that
    comes. Whoever has used the try meanwhile keeps both files.
    """
    session.execute(
        delete(QuotaEntry).where(
            QuotaEntry.submission_id.in_(submission_ids), QuotaEntry.kind != QuotaEntryKind.RESERVE
        )
    )


def settle_unreadable(session: Session, submission: Submission, free_per_day: int) -> None:
    """Give back the try of a file that cannot be read, the first `free_per_day` of its day.

    The participant is locked: of two that end at once the second counts the first. The day is that
    of the receipt, whenever the verdict comes.
    """
    reserved = session.scalar(
        select(QuotaEntry.day).where(
            QuotaEntry.submission_id == submission.id, QuotaEntry.kind == QuotaEntryKind.RESERVE
        )
    )
    if reserved is None:
        return
    is_free = _unreadable_for_free(session, owner_of(submission), reserved) < free_per_day
    kind = QuotaEntryKind.REFUND if is_free else QuotaEntryKind.SETTLE
    settle_or_refund(session, submission.id, kind)


def used_try(session: Session, submission_id: str) -> bool:
    """Whether a try has gone for a submission and has not been given back."""
    ((used,),) = sql.read(session, _USED_TRY, {"submission_id": submission_id})
    return bool(used)


def _unreadable_for_free(session: Session, participant_id: str, day: date) -> int:
    """How many files of a day could not be read and cost nothing."""
    given_back = (
        select(func.count(QuotaEntry.submission_id.distinct()))
        .join(Evaluation, Evaluation.submission_id == QuotaEntry.submission_id)
        .where(
            QuotaEntry.participant_id == participant_id,
            QuotaEntry.day == day,
            QuotaEntry.kind == QuotaEntryKind.REFUND,
            Evaluation.verdict == Verdict.INVALID_FILE,
        )
    )
    return session.scalar(given_back) or 0


def next_day(moment: datetime, time_zone: str) -> datetime:
    """The next midnight of the course's zone, when tries are full again."""
    zone = ZoneInfo(time_zone)
    tomorrow = moment.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), tzinfo=zone)
