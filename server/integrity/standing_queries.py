"""What counts by the gradings, beside what stands on boards."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from grader import Verdict
from server.assignments.removed import is_removed
from server.core.models import (
    BoardUncertainty,
    Choice,
    Evaluation,
    EvaluationState,
    Standing,
    Submission,
    Track,
)
from server.integrity.queries import stream


class Counted(NamedTuple):
    """A final grading of a participant's file, and what stands of the participant on the track."""

    track_id: str
    participant_id: str
    submission_id: str
    received_at: datetime
    evaluation_id: str
    verdict: Verdict
    score: float | None
    points: float | None
    is_chosen: bool
    is_removed: bool
    standing: Standing | None


def counted(session: Session, assignment_id: str, version_id: str) -> Iterator[Counted]:
    """Every final grading under a version, those of one participant on one track in a row."""
    wanted = (
        select(
            Submission.track_id,
            Submission.participant_id,
            Submission.id,
            Submission.received_at,
            Evaluation.id,
            Evaluation.verdict,
            Evaluation.score,
            Evaluation.points,
            Choice.submission_id.is_not(None),
            is_removed(),
            Standing,
        )
        .join(Evaluation, Evaluation.submission_id == Submission.id)
        .outerjoin(Choice, Choice.submission_id == Submission.id)
        .outerjoin(
            Standing,
            and_(
                Standing.track_id == Submission.track_id,
                Standing.participant_id == Submission.participant_id,
            ),
        )
        .where(
            Submission.assignment_id == assignment_id,
            Submission.baseline.is_(None),
            Evaluation.version_id == version_id,
            Evaluation.state == EvaluationState.FINAL,
        )
        .order_by(Submission.track_id, Submission.participant_id)
    )
    return (Counted._make(row) for row in stream(session, wanted))


def standing_on_nothing(
    session: Session, assignment_id: str, version_id: str
) -> Iterator[tuple[str, str]]:
    """Participants and tracks of the standings behind which no grading of a version is final."""
    is_graded = exists().where(
        Submission.track_id == Standing.track_id,
        Submission.participant_id == Standing.participant_id,
        Evaluation.submission_id == Submission.id,
        Evaluation.version_id == version_id,
        Evaluation.state == EvaluationState.FINAL,
    )
    wanted = (
        select(Standing.participant_id, Standing.track_id)
        .join(Track, Track.id == Standing.track_id)
        .where(Track.assignment_id == assignment_id, ~is_graded)
    )
    return ((owner, track) for owner, track in stream(session, wanted))


def boards_behind(session: Session) -> Iterator[tuple[str, int]]:
    """Tracks, and the versions of their boards that are below what the board shows."""
    has_standing = exists().where(Standing.track_id == Track.id)
    wanted = (
        select(Track.id, Track.board_version)
        .outerjoin(BoardUncertainty, BoardUncertainty.track_id == Track.id)
        .where(
            or_(
                and_(Track.board_version < 1, has_standing),
                BoardUncertainty.board_version > Track.board_version,
            )
        )
    )
    return ((track, version) for track, version in stream(session, wanted))
