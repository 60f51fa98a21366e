"""What the quota was charged, beside what became of the files."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Subquery, and_, case, func, select
from sqlalchemy.orm import Session, aliased

from grader import Verdict
from server.core.audit import PARKED
from server.core.models import (
    Assignment,
    AssignmentVersion,
    AuditEvent,
    Evaluation,
    EvaluationState,
    Membership,
    ParticipantException,
    ParticipantMember,
    QuotaEntry,
    QuotaEntryKind,
    Role,
    Submission,
)
from server.integrity.queries import stream


class Tries(NamedTuple):
    """A submission's entries in the ledger, beside what came of its gradings: how many of each.

    foreign: entries of another participant than the submission's. counted: final gradings of the
    version that boards stand on. faults, invalid: final ones of that verdict.
    """

    submission_id: str
    person_id: str
    assignment_id: str
    reserved: int
    settled: int
    refunded: int
    foreign: int
    final: int
    counted: int
    faults: int
    invalid: int


def tries(session: Session) -> Iterator[Tries]:
    """The same of every participant's submission."""
    entries = (
        select(
            QuotaEntry.submission_id,
            *(_count(QuotaEntry.kind == kind).label(kind.value) for kind in QuotaEntryKind),
            _count(QuotaEntry.participant_id != Submission.participant_id).label("foreign"),
        )
        .join(Submission, Submission.id == QuotaEntry.submission_id)
        .group_by(QuotaEntry.submission_id)
        .subquery()
    )
    gradings = _gradings()
    wanted = (
        select(
            Submission.id,
            Submission.person_id,
            Submission.assignment_id,
            *(func.coalesce(column, 0) for column in [*entries.c][1:]),
            *(func.coalesce(column, 0) for column in [*gradings.c][1:]),
        )
        .outerjoin(entries, entries.c.submission_id == Submission.id)
        .outerjoin(gradings, gradings.c.submission_id == Submission.id)
        .where(Submission.baseline.is_(None))
    )
    return (Tries._make(row) for row in stream(session, wanted))


def _gradings() -> Subquery:
    active = aliased(AssignmentVersion)
    return (
        select(
            Evaluation.submission_id,
            func.count().label("final"),
            _count(Evaluation.version_id == active.standing_id).label("counted"),
            _count(Evaluation.verdict == Verdict.INFRASTRUCTURE_FAULT).label("faults"),
            _count(Evaluation.verdict == Verdict.INVALID_FILE).label("invalid"),
        )
        .join(Submission, Submission.id == Evaluation.submission_id)
        .join(active, and_(active.assignment_id == Submission.assignment_id, active.active))
        .where(Evaluation.state == EvaluationState.FINAL)
        .group_by(Evaluation.submission_id)
        .subquery()
    )


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def was_parked(session: Session, submission_id: str) -> bool:
    """Whether a grading of a submission was ever given up for a reason of ours."""
    wanted = (
        select(AuditEvent.id)
        .join(Evaluation, Evaluation.id == AuditEvent.subject)
        .where(AuditEvent.action == PARKED, Evaluation.submission_id == submission_id)
    )
    return session.scalar(wanted.limit(1)) is not None


def is_student(session: Session, person_id: str, assignment_id: str) -> bool:
    """Whether somebody is on the roster of an assignment's course as a student."""
    wanted = (
        select(Membership.person_id)
        .join(Assignment, Assignment.course_id == Membership.course_id)
        .where(
            Assignment.id == assignment_id,
            Membership.person_id == person_id,
            Membership.role == Role.STUDENT,
        )
    )
    return session.scalar(wanted) is not None


def versions_of(session: Session, assignment_id: str) -> Sequence[AssignmentVersion]:
    """Every version that there ever was."""
    wanted = select(AssignmentVersion).where(AssignmentVersion.assignment_id == assignment_id)
    return session.scalars(wanted).all()


def were_granted_tries(session: Session, assignment_id: str) -> set[str]:
    """The participants who have extra tries, or had some as far as the audit trail goes back."""
    members = dict(
        iter(
            session.execute(
                select(ParticipantMember.person_id, ParticipantMember.participant_id).where(
                    ParticipantMember.assignment_id == assignment_id
                )
            )
        )
    )
    have = select(ParticipantException.participant_id).where(
        ParticipantException.participant_id.in_(members.values()),
        ParticipantException.extra_tries > 0,
    )
    given = select(AuditEvent.detail).where(
        AuditEvent.action == "exception.give", AuditEvent.subject == assignment_id
    )
    had = (one["person"] for one in session.scalars(given) if one["after"]["extra_tries"])
    return {*session.scalars(have), *(members[person] for person in had if person in members)}


def used_on_days(
    session: Session, assignment_id: str, limit: int
) -> Iterator[tuple[str, date, int]]:
    """Participants and days of which more tries were used than a limit."""
    wanted = (
        select(QuotaEntry.participant_id, QuotaEntry.day, func.sum(QuotaEntry.amount))
        .join(Submission, Submission.id == QuotaEntry.submission_id)
        .where(Submission.assignment_id == assignment_id)
        .group_by(QuotaEntry.participant_id, QuotaEntry.day)
        .having(func.sum(QuotaEntry.amount) > limit)
    )
    return ((owner, day, count) for owner, day, count in stream(session, wanted))


def used_ever(session: Session, assignment_id: str, limit: int) -> Iterator[tuple[str, int]]:
    """The same over all days."""
    wanted = (
        select(QuotaEntry.participant_id, func.sum(QuotaEntry.amount))
        .join(Submission, Submission.id == QuotaEntry.submission_id)
        .where(Submission.assignment_id == assignment_id)
        .group_by(QuotaEntry.participant_id)
        .having(func.sum(QuotaEntry.amount) > limit)
    )
    return ((owner, count) for owner, count in stream(session, wanted))
