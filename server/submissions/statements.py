"""What every upload asks of submissions, built once: that costs more than carrying it out."""

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import aliased

from grader import Verdict
from server.core.models import (
    Assignment,
    AssignmentVersion,
    Choice,
    Course,
    Evaluation,
    EvaluationState,
    Submission,
    Track,
)


def is_seen(active: type[AssignmentVersion]) -> ColumnElement[bool]:
    """Whether an evaluation is none beside the board, where `active` is in force."""
    beside = aliased(AssignmentVersion)
    is_beside = (
        select(beside.id)
        .where(
            beside.assignment_id == active.assignment_id,
            beside.active | beside.held,
            beside.grading_id == Evaluation.version_id,
        )
        .exists()
    )
    return (Evaluation.version_id == active.standing_id) | ~is_beside


_grading = aliased(AssignmentVersion)
_active = aliased(AssignmentVersion)
_standing = aliased(AssignmentVersion)
WITH_COURSE = (
    select(Submission, Track, Assignment, AssignmentVersion, _grading, Course)
    .join(Track, Track.id == Submission.track_id)
    .join(Assignment, Assignment.id == Submission.assignment_id)
    .join(AssignmentVersion, AssignmentVersion.assignment_id == Assignment.id)
    .join(_grading, _grading.id == AssignmentVersion.standing_id)
    .join(Course, Course.id == Assignment.course_id)
    .where(Submission.id == bindparam("submission_id"), AssignmentVersion.active)
)
GRADABLE = (
    select(Evaluation, Submission, Track, AssignmentVersion, _active, _standing)
    .join(Submission, Submission.id == Evaluation.submission_id)
    .join(Track, Track.id == Submission.track_id)
    .join(AssignmentVersion, AssignmentVersion.id == Evaluation.version_id)
    .join(_active, (_active.assignment_id == Submission.assignment_id) & _active.active)
    .join(_standing, _standing.id == _active.standing_id)
    .where(Evaluation.id == bindparam("evaluation_id"))
)
OWNERS = (
    select(Submission.assignment_id, Submission.participant_id)
    .join(Evaluation, Evaluation.submission_id == Submission.id)
    .where(Evaluation.id == bindparam("evaluation_id"))
)
LATEST = (
    select(Evaluation)
    .join(AssignmentVersion, AssignmentVersion.id == Evaluation.version_id)
    .join(_active, _active.assignment_id == AssignmentVersion.assignment_id)
    .where(Evaluation.submission_id == bindparam("submission_id"), _active.active, is_seen(_active))
    .order_by(
        (Evaluation.version_id == _active.standing_id).desc(), AssignmentVersion.number.desc()
    )
    .limit(1)
)
LATEST_STATE = LATEST.with_only_columns(Evaluation.state, maintain_column_froms=True)
OF_SAME_BYTES = (
    select(Submission, Evaluation)
    .join(Evaluation, Evaluation.submission_id == Submission.id)
    .where(
        Submission.participant_id == bindparam("participant_id"),
        Submission.track_id == bindparam("track_id"),
        Submission.sha256 == bindparam("sha256"),
        Evaluation.version_id == bindparam("version_id"),
        Evaluation.verdict.is_(None) | (Evaluation.verdict != Verdict.INFRASTRUCTURE_FAULT),
    )
    .order_by(Submission.received_at.desc())
    .limit(1)
)
BY_KEY = select(Submission).where(
    Submission.participant_id == bindparam("participant_id"),
    Submission.idempotency_key == bindparam("key"),
)
GRADED_COUNT = (
    select(func.count())
    .select_from(Submission)
    .join(Evaluation, Evaluation.submission_id == Submission.id)
    .where(
        Submission.track_id == bindparam("track_id"),
        Submission.participant_id == bindparam("participant_id"),
        Evaluation.version_id == bindparam("version_id"),
        Evaluation.state == EvaluationState.FINAL,
        Evaluation.verdict != Verdict.INFRASTRUCTURE_FAULT,
    )
)
CHOSEN = (
    select(Choice.submission_id)
    .join(Submission, Submission.id == Choice.submission_id)
    .where(
        Submission.track_id == bindparam("track_id"),
        Submission.participant_id == bindparam("participant_id"),
    )
)
LATEST_RECEIPT = select(func.max(Submission.received_at)).where(
    Submission.participant_id == bindparam("participant_id")
)
AHEAD = (
    select(func.count())
    .select_from(Evaluation)
    .where(
        Evaluation.state == EvaluationState.QUEUED,
        (Evaluation.priority < bindparam("priority"))
        | (
            (Evaluation.priority == bindparam("priority"))
            & (Evaluation.id <= bindparam("evaluation_id"))
        ),
    )
)
