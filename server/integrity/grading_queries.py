"""Submissions and their gradings, where they contradict each other."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from server.core.models import AssignmentVersion, Evaluation, EvaluationState, Submission, Track
from server.integrity.queries import stream


def latest_push(session: Session, grading_id: str) -> datetime:
    """When a version with this grading definition was pushed last."""
    newest = select(func.max(AssignmentVersion.pushed_at))
    return session.scalars(newest.where(AssignmentVersion.grading_id == grading_id)).one()


def never_graded(session: Session) -> Iterator[str]:
    """The ids of participants' submissions without any evaluation."""
    wanted = select(Submission.id).where(Submission.baseline.is_(None), ~_has_evaluation())
    return (row[0] for row in stream(session, wanted))


def _has_evaluation(version_ids: Collection[str] = ()) -> ColumnElement[bool]:
    """Whether a submission has a grading, under one of these versions or, without, under any."""
    any_of = aliased(Evaluation)
    found = exists().where(any_of.submission_id == Submission.id).correlate(Submission)
    return found.where(any_of.version_id.in_(version_ids)) if version_ids else found


def ungraded_since(
    session: Session,
    assignment_id: str,
    version_ids: Collection[str],
    since: datetime,
    tracks: Collection[str],
) -> Iterator[str]:
    """What came after a moment to these tracks and is to be graded by none of these versions."""
    wanted = (
        select(Submission.id)
        .join(Track, Track.id == Submission.track_id)
        .where(
            Submission.assignment_id == assignment_id,
            Submission.baseline.is_(None),
            Submission.received_at > since,
            Track.slug.in_(tracks),
            _has_evaluation(),
            ~_has_evaluation(version_ids),
        )
    )
    return (row[0] for row in stream(session, wanted))


def ungraded_participants(
    session: Session,
    assignment_id: str,
    version_ids: Collection[str],
    since: datetime,
    tracks: Collection[str],
) -> Iterator[tuple[str, str]]:
    """Participants and tracks of whose files none is graded by these, and all came before."""
    has_one = func.max(case((Evaluation.id.is_(None), 0), else_=1))
    wanted = (
        select(Submission.participant_id, Submission.track_id)
        .outerjoin(
            Evaluation,
            and_(
                Evaluation.submission_id == Submission.id,
                Evaluation.version_id.in_(version_ids),
            ),
        )
        .join(Track, Track.id == Submission.track_id)
        .where(
            Submission.assignment_id == assignment_id,
            Submission.baseline.is_(None),
            Track.slug.in_(tracks),
            _has_evaluation(),
        )
        .group_by(Submission.participant_id, Submission.track_id)
        .having(has_one == 0, func.max(Submission.received_at) <= since)
    )
    return ((owner or "", track) for owner, track in stream(session, wanted))


def abandoned(session: Session, before: datetime) -> Iterator[str]:
    """The submissions of evaluations that run, and whose worker was last heard of before then."""
    wanted = select(Evaluation.submission_id).where(
        Evaluation.state == EvaluationState.RUNNING,
        or_(Evaluation.heartbeat_at.is_(None), Evaluation.heartbeat_at < before),
    )
    return (row[0] for row in stream(session, wanted))


def waiting(session: Session, before: datetime) -> Iterator[str]:
    """The submissions of evaluations that are queued since before then."""
    wanted = select(Evaluation.submission_id).where(
        Evaluation.state == EvaluationState.QUEUED, Evaluation.queued_at < before
    )
    return (row[0] for row in stream(session, wanted))
