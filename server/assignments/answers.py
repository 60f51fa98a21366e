"""Answers of a term: how many scores a participant may ask for, handed out by the week.

What is not used is kept. Weeks begin with the day of the opening, at midnight in the course's zone.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from grader import handed_out
from server.assignments.access import AssignmentAccess
from server.assignments.participants import owner_of
from server.assignments.schedule import dates_of_all
from server.assignments.terms import Terms
from server.core import problems, sql
from server.core.clock import local_date, now
from server.core.errors import RequestProblemError
from server.core.models import AskedScore, Submission

_ASKED = select(AskedScore.submission_id).where(
    AskedScore.submission_id == bindparam("submission_id")
)
_DAYS = 7
_TERM = timedelta(days=100)  # where an assignment does not say when it closes


@dataclass(frozen=True)
class Term:
    """From when until when files are taken, in a course's zone."""

    start: datetime
    end: datetime
    time_zone: str

    @classmethod
    def of(cls, access: AssignmentAccess, terms: Terms) -> "Term":
        """The term of an assignment; from its first push on where it does not say when it opens."""
        dates = dates_of_all(access.definition, access.tracks.values(), terms)
        start = dates.opens_at or access.assignment.created_at
        end = dates.closes_at or start + _TERM
        return cls(start, max(start, end), access.course.time_zone)

    @property
    def weeks(self) -> int:
        """How many weeks it has, one that is begun counted whole."""
        last = local_date(self.end, self.time_zone)
        return (last - local_date(self.start, self.time_zone)).days // _DAYS + 1

    def week(self, moment: datetime) -> int:
        """Which week a moment is in, from 1 on; the first before it and the last behind it."""
        passed = (
            local_date(moment, self.time_zone) - local_date(self.start, self.time_zone)
        ).days // _DAYS
        return min(max(passed, 0), self.weeks - 1) + 1

    def start_of(self, week: int) -> datetime:
        """The moment at which a week begins."""
        day = local_date(self.start, self.time_zone) + timedelta(days=_DAYS * (week - 1))
        return datetime.combine(day, time(), tzinfo=ZoneInfo(self.time_zone))


@dataclass(frozen=True)
class Allowance:
    """What a participant has of answers at a moment. total: of a term. given: of these so far.

    next_at: when there are more than are used or handed out; None where all are.
    """

    total: int
    given: int
    used: int
    next_at: datetime | None

    @property
    def left(self) -> int:
        """How many scores can be asked for now."""
        return max(0, self.given - self.used)


def allowance(total: int, used: int, term: Term, moment: datetime) -> Allowance:
    """What is handed out of `total` answers by a moment, by the week."""
    week = term.week(moment)
    given = handed_out(total, week, term.weeks)
    later, had = range(week + 1, term.weeks + 1), max(given, used)
    more = next((one for one in later if handed_out(total, one, term.weeks) > had), None)
    return Allowance(total, given, used, None if more is None else term.start_of(more))


def allowance_of(session: Session, access: AssignmentAccess, terms: Terms, total: int) -> Allowance:
    """What a participant of an assignment has now; nobody has used any."""
    term = Term.of(access, terms)
    return allowance(total, _count_used(session, terms.participant_id), term, now())


def spend(
    session: Session, access: AssignmentAccess, terms: Terms, submission: Submission, total: int
) -> bool:
    """Spend an answer on a submission; whether it was, since asking again is free.

    The caller has locked the participant. Raises 429 where none is left.
    """
    if session.get(AskedScore, submission.id) is not None:
        return False
    found = allowance_of(session, access, terms, total)
    if found.left == 0:
        raise _none_left(found, access.course.time_zone)
    session.add(
        AskedScore(submission_id=submission.id, participant_id=owner_of(submission), asked_at=now())
    )
    session.flush()
    return True


def is_asked(session: Session, submission_id: str) -> bool:
    """Whether the score of a submission has been asked for."""
    return sql.read_one(session, _ASKED, {"submission_id": submission_id}) is not None


def asked_of_assignment(session: Session, assignment_id: str) -> set[str]:
    """The submissions to an assignment whose scores have been asked for."""
    wanted = select(AskedScore.submission_id).join(
        Submission, Submission.id == AskedScore.submission_id
    )
    return set(session.scalars(wanted.where(Submission.assignment_id == assignment_id)))


def _count_used(session: Session, participant_id: str | None) -> int:
    if participant_id is None:
        return 0
    counted = select(func.count()).where(AskedScore.participant_id == participant_id)
    return session.scalar(counted) or 0


def _none_left(found: Allowance, time_zone: str) -> RequestProblemError:
    if found.next_at is None:
        return RequestProblemError(
            HTTPStatus.TOO_MANY_REQUESTS, problems.NO_ANSWER_LEFT(total=found.total)
        )
    next_at = found.next_at.astimezone(ZoneInfo(time_zone))
    return RequestProblemError(
        HTTPStatus.TOO_MANY_REQUESTS,
        problems.NO_ANSWER_YET(
            given=found.given, total=found.total, next_at=next_at.isoformat(timespec="minutes")
        ),
        headers={"Retry-After": str(max(1, round((next_at - now()).total_seconds())))},
    )
