"""Reading what participants have reached over time, under one version of an assignment."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, TypeVarTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from grader import Verdict
from server.assignments.participants import join_students
from server.assignments.removed import is_removed
from server.core.models import (
    Evaluation,
    EvaluationState,
    Release,
    Submission,
)
from server.submissions.releases import by_grading

Ts = TypeVarTuple("Ts")


class GradedLine(NamedTuple):
    """A graded submission. private_score: shown to nobody but through `server.assignments.views`.

    released: the public score that was released, if one was, and moved: whether by this submission.
    """

    submission_id: str
    received_at: datetime
    verdict: Verdict | None
    score: float | None
    points: float | None
    private_score: float | None
    released: float | None
    moved: bool | None
    evaluation_id: str

    @property
    def value(self) -> float | None:
        """What it counts for on a board: points for layer files, else the score."""
        return self.score if self.points is None else self.points


class Reached(NamedTuple):
    """What somebody has reached at a moment. Of whom and of private rows it says nothing.

    released: the public score that the Ladder released, if it has.
    """

    received_at: datetime
    score: float | None
    points: float | None
    released: float | None

    @property
    def value(self) -> float | None:
        """What it counts for on a board: points for layer files, else the score."""
        return self.score if self.points is None else self.points


def of_participant(
    session: Session, track_id: str, participant_id: str | None, version_id: str
) -> Sequence[GradedLine]:
    """A participant's graded submissions on a track, oldest first; none of nobody's."""
    if participant_id is None:
        return []
    rows = session.execute(
        _graded(
            select(
                Submission.id,
                Submission.received_at,
                Evaluation.verdict,
                Evaluation.score,
                Evaluation.points,
                Evaluation.private_score,
                Release.score,
                Release.moved,
                Evaluation.id,
            ),
            track_id,
            version_id,
        ).where(Submission.participant_id == participant_id)
    )
    return [GradedLine(*row) for row in rows]


def of_students(
    session: Session, track_id: str, course_id: str, version_id: str
) -> Sequence[Reached]:
    """What the students on the roster have reached on a track, oldest first, but no baselines.

    A baseline is no participant's work, and who pushed it may be a student by now.
    """
    columns = select(Submission.received_at, Evaluation.score, Evaluation.points, Release.score)
    graded = _graded(columns, track_id, version_id).where(~is_removed())
    rows = session.execute(join_students(graded, Submission.participant_id, course_id))
    return [Reached(*row) for row in rows]


def _graded(columns: Select[*Ts], track_id: str, version_id: str) -> Select[*Ts]:
    """The columns of the final evaluations on a track under a version, oldest first."""
    return (
        columns.join(Evaluation, Evaluation.submission_id == Submission.id)
        .outerjoin(Release, by_grading())
        .where(
            Submission.track_id == track_id,
            Evaluation.version_id == version_id,
            Evaluation.state == EvaluationState.FINAL,
        )
        .order_by(Submission.received_at, Submission.id)
    )
