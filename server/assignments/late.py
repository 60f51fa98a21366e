"""Late days: of which one an upload would be, what it would spend, and what is left of a purse.

What is spent is kept nowhere: it follows from the files that used a try, their receipt and the
deadline of their participant. So a try that is given back gives its late day back, and a deadline
that is put off gives back those before it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from grader import Dates
from server.assignments import queries as assignments
from server.assignments import terms
from server.assignments.access import AssignmentAccess, with_tracks
from server.assignments.schedule import dates_of
from server.assignments.terms import Terms
from server.core import late_problems as problems
from server.core import sql
from server.core.errors import RequestProblemError
from server.core.models import Assignment, Membership, ParticipantMember, QuotaEntry, Submission

CAME_AT = func.coalesce(Submission.clock_at, Submission.received_at)
"""When a file came, whatever order it stands in."""

_USED = (
    select(func.sum(QuotaEntry.amount))
    .where(QuotaEntry.submission_id == Submission.id)
    .scalar_subquery()
)
_LATEST = (
    select(
        Submission.assignment_id,
        ParticipantMember.participant_id,
        Submission.track_id,
        func.max(CAME_AT),
    )
    .join(ParticipantMember, ParticipantMember.participant_id == Submission.participant_id)
    .join(Assignment, Assignment.id == Submission.assignment_id)
    .where(
        ParticipantMember.person_id == bindparam("person_id"),
        Assignment.course_id == bindparam("course_id"),
        _USED > 0,
    )
    .group_by(Submission.assignment_id, ParticipantMember.participant_id, Submission.track_id)
)
_PURSE = (
    select(Membership.person_id)
    .where(
        Membership.course_id == bindparam("course_id"),
        Membership.person_id == bindparam("person_id"),
    )
    .with_for_update(key_share=True)
)


@dataclass(frozen=True)
class LateDays:
    """What somebody has of late days.

    spent: of this assignment. left: how many more can be spent on it now, by its purse and its own
    bound.
    """

    spent: int
    left: int

    def spends(self, day: int) -> int:
        """How many more a file of that late day would spend; 0 for one on time."""
        return max(0, day - self.spent)


def late_days(session: Session, access: AssignmentAccess) -> LateDays | None:
    """The late days of the viewer; None where there are none."""
    late = access.definition.late
    if late is None or late.most_days == 0 or access.is_staff:
        return None
    spent = _spent(session, access)
    here = spent.pop(access.assignment.id, (0, False))[0]
    left = max(0, late.most_days - here)
    if late.purse is not None:
        elsewhere = sum(days for days, has_purse in spent.values() if has_purse)
        left = min(left, max(0, late.purse - elsewhere - here))
    return LateDays(here, left)


def require_late_day(
    session: Session, access: AssignmentAccess, dates: Dates, moment: datetime, *, agreed: bool
) -> None:
    """Raise 409 for a file that would spend late days nobody agreed to, 403 where none are left.

    The participant is locked. Of two uploads to two assignments at once the second sees what the
    first has spent: the line of the roster is locked too, by whoever is late alone.
    """
    late = access.definition.late
    day = 0 if late is None else late.days(dates.closes_at, moment)
    if day == 0 or dates.closes_at is None:
        return
    who = {"course_id": access.course.id, "person_id": access.viewer.person_id}
    sql.lock(session, _PURSE, who)
    has = late_days(session, access)
    spends = 0 if has is None else has.spends(day)
    if has is None or spends == 0:
        return
    zone = ZoneInfo(access.course.time_zone)
    closes_at = dates.closes_at.astimezone(zone).isoformat(timespec="minutes")
    if spends > has.left:
        problem = problems.NO_LATE_DAY(closes_at=closes_at, spends=spends, left=has.left)
        raise RequestProblemError(HTTPStatus.FORBIDDEN, problem)
    if not agreed:
        problem = problems.LATE_DAY(closes_at=closes_at, spends=spends, left=has.left)
        raise RequestProblemError(HTTPStatus.CONFLICT, problem)


def _spent(session: Session, access: AssignmentAccess) -> dict[str, tuple[int, bool]]:
    """How many late days the viewer has spent, and whether of a purse, by assignment."""
    who = {"course_id": access.course.id, "person_id": access.viewer.person_id}
    latest: dict[str, tuple[str, dict[str, datetime]]] = {}
    for assignment_id, participant_id, track_id, at in sql.read(session, _LATEST, who):
        latest.setdefault(assignment_id, (participant_id, {}))[1][track_id] = at
    if not latest:
        return {}
    found = {}
    for one in _of_course(session, access, latest):
        late = one.definition.late
        if late is not None and late.most_days > 0:
            participant_id, moments = latest[one.assignment.id]
            own = terms.of_participant(session, participant_id)
            found[one.assignment.id] = _most(one, own, moments), late.purse is not None
    return found


def _of_course(
    session: Session, access: AssignmentAccess, wanted: Iterable[str]
) -> list[AssignmentAccess]:
    """Some assignments of the course, also those that are hidden by now."""
    return [
        with_tracks(session, access.course_access, *row)
        for row in assignments.active_of_course(session, access.course.id)
        if row[0].id in wanted
    ]


def _most(one: AssignmentAccess, own: Terms, moments: dict[str, datetime]) -> int:
    """The most late day of which files of a participant are. moments: of the latest, by track."""
    late, days = one.definition.late, 0
    for track in one.tracks.values():
        if late is not None and track.id in moments:
            closes_at = dates_of(one.definition, track, own).closes_at
            days = max(days, late.days(closes_at, moments[track.id]))
    return days
