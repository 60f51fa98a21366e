"""Reading submissions and their evaluations."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, aliased

from grader import Verdict
from server.core.models import (
    Assignment,
    AssignmentVersion,
    Course,
    Evaluation,
    EvaluationState,
    Submission,
    Track,
)


class WithCourse(NamedTuple):
    """A submission and everything above it; the version is the one in force."""

    submission: Submission
    track: Track
    assignment: Assignment
    version: AssignmentVersion
    course: Course


class Gradable(NamedTuple):
    """An evaluation and everything that grading it needs."""

    evaluation: Evaluation
    submission: Submission
    track: Track
    version: AssignmentVersion


def with_course(session: Session, submission_id: str) -> WithCourse | None:
    """The submission of that id, with its course."""
    row = session.execute(
        select(Submission, Track, Assignment, AssignmentVersion, Course)
        .join(Track, Track.id == Submission.track_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(AssignmentVersion, AssignmentVersion.assignment_id == Assignment.id)
        .join(Course, Course.id == Assignment.course_id)
        .where(Submission.id == submission_id, AssignmentVersion.active)
    ).one_or_none()
    return None if row is None else WithCourse(*row)


def gradable(session: Session, evaluation_id: str) -> Gradable | None:
    """The evaluation of that id with what grading it needs."""
    row = session.execute(
        select(Evaluation, Submission, Track, AssignmentVersion)
        .join(Submission, Submission.id == Evaluation.submission_id)
        .join(Track, Track.id == Submission.track_id)
        .join(AssignmentVersion, AssignmentVersion.id == Evaluation.version_id)
        .where(Evaluation.id == evaluation_id)
    ).one_or_none()
    return None if row is None else Gradable(*row)


def evaluations_by_version(session: Session, submission_id: str) -> dict[int, str]:
    """The ids of a submission's evaluations, by the numbers of their versions."""
    rows = session.execute(
        select(AssignmentVersion.number, Evaluation.id)
        .join(AssignmentVersion, AssignmentVersion.id == Evaluation.version_id)
        .where(Evaluation.submission_id == submission_id)
    )
    return dict(iter(rows))  # a result itself has keys: its columns


def latest_evaluation(session: Session, submission_id: str) -> Evaluation:
    """The evaluation under the newest version that is or was in force; there always is one."""
    active = aliased(AssignmentVersion)
    return session.scalars(
        select(Evaluation)
        .join(AssignmentVersion, AssignmentVersion.id == Evaluation.version_id)
        .join(active, active.assignment_id == AssignmentVersion.assignment_id)
        .where(
            Evaluation.submission_id == submission_id,
            active.active,
            AssignmentVersion.number <= active.number,
        )
        .order_by(AssignmentVersion.number.desc())
        .limit(1)
    ).one()


def by_idempotency_key(session: Session, participant_id: str, key: str) -> Submission | None:
    """The submission that was made with that key."""
    return session.scalars(
        select(Submission).where(
            Submission.participant_id == participant_id, Submission.idempotency_key == key
        )
    ).one_or_none()


def of_same_bytes(
    session: Session, participant_id: str, track_id: str, version_id: str, sha256: str
) -> tuple[Submission, Evaluation] | None:
    """A participant's newest submission of these bytes that is or will be graded by a version."""
    row = session.execute(
        select(Submission, Evaluation)
        .join(Evaluation, Evaluation.submission_id == Submission.id)
        .where(
            Submission.participant_id == participant_id,
            Submission.track_id == track_id,
            Submission.sha256 == sha256,
            Evaluation.version_id == version_id,
            Evaluation.verdict.is_(None) | (Evaluation.verdict != Verdict.INFRASTRUCTURE_FAULT),
        )
        .order_by(Submission.received_at.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def latest_receipt(session: Session, participant_id: str) -> datetime | None:
    """When a participant's newest submission was received."""
    newest = select(func.max(Submission.received_at))
    return session.scalar(newest.where(Submission.participant_id == participant_id))


def queue_position(session: Session, evaluation: Evaluation) -> int:
    """How many evaluations are handed out before this one, itself included; 0 once it runs."""
    if evaluation.state is not EvaluationState.QUEUED:
        return 0
    ahead = session.scalar(
        select(func.count())
        .select_from(Evaluation)
        .where(
            Evaluation.state == EvaluationState.QUEUED,
            (Evaluation.priority < evaluation.priority)
            | ((Evaluation.priority == evaluation.priority) & (Evaluation.id <= evaluation.id)),
        )
    )
    return ahead or 0


def history(
    session: Session, participant_id: str | None, version_id: str, limit: int
) -> Sequence[Row[Submission, Track, Evaluation]]:
    """A participant's newest submissions, as evaluated under one version; none of nobody's."""
    if participant_id is None:
        return []
    return session.execute(
        select(Submission, Track, Evaluation)
        .join(Track, Track.id == Submission.track_id)
        .join(Evaluation, Evaluation.submission_id == Submission.id)
        .where(Submission.participant_id == participant_id, Evaluation.version_id == version_id)
        .order_by(Submission.id.desc())
        .limit(limit)
    ).all()


def with_tracks(session: Session, assignment_id: str) -> Sequence[Row[str, str]]:
    """Every submission of participants, as its id and its track's slug, in order of receipt."""
    return session.execute(
        select(Submission.id, Track.slug)
        .join(Track, Track.id == Submission.track_id)
        .where(Submission.assignment_id == assignment_id, Submission.baseline.is_(None))
        .order_by(Submission.id)
    ).all()


def pending(session: Session, limit: int) -> Sequence[Row[str, int]]:
    """Queued evaluations as id and priority, those to be handed out first in front."""
    return session.execute(
        select(Evaluation.id, Evaluation.priority)
        .where(Evaluation.state == EvaluationState.QUEUED)
        .order_by(Evaluation.priority, Evaluation.queued_at)
        .limit(limit)
    ).all()


def graded_count(session: Session, track_id: str, participant_id: str, version_id: str) -> int:
    """How many of a participant's files on a track have been graded under a version.

    What failed by our fault has not been.
    """
    count = session.scalar(
        select(func.count())
        .select_from(Submission)
        .join(Evaluation, Evaluation.submission_id == Submission.id)
        .where(
            Submission.track_id == track_id,
            Submission.participant_id == participant_id,
            Evaluation.version_id == version_id,
            Evaluation.state == EvaluationState.FINAL,
            Evaluation.verdict != Verdict.INFRASTRUCTURE_FAULT,
        )
    )
    return count or 0


def baselines_of_version(
    session: Session, version_id: str
) -> Sequence[Row[Submission, Track, Evaluation]]:
    """Every baseline that is or was graded under a version, whatever came of it."""
    return session.execute(
        select(Submission, Track, Evaluation)
        .join(Track, Track.id == Submission.track_id)
        .join(Evaluation, Evaluation.submission_id == Submission.id)
        .where(Evaluation.version_id == version_id, Submission.baseline.is_not(None))
    ).all()


def baseline_by_bytes(session: Session, track_id: str, slug: str, sha256: str) -> Submission | None:
    """The baseline of these bytes, under whatever version it was pushed."""
    return session.scalars(
        select(Submission).where(
            Submission.track_id == track_id,
            Submission.baseline == slug,
            Submission.sha256 == sha256,
        )
    ).one_or_none()


def ungraded_baselines(session: Session, assignment_id: str) -> Sequence[Submission]:
    """The baselines of an assignment that no version grades any more."""
    return session.scalars(
        select(Submission)
        .outerjoin(Evaluation, Evaluation.submission_id == Submission.id)
        .where(
            Submission.assignment_id == assignment_id,
            Submission.baseline.is_not(None),
            Evaluation.id.is_(None),
        )
    ).all()


def known(session: Session, submission_ids: Sequence[str]) -> set[str]:
    """Those of these ids that are submissions."""
    return set(session.scalars(select(Submission.id).where(Submission.id.in_(submission_ids))))
