"""Reading what boards are made of, and locking them: standings, baselines, uncertainty.

Of participants a board reads standings, never submissions.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, TypeVarTuple

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from server.assignments.participants import join_students
from server.core import sql
from server.core.models import (
    Assignment,
    AssignmentVersion,
    BoardUncertainty,
    Evaluation,
    Membership,
    Release,
    ReleasedStanding,
    Standing,
    Submission,
    Track,
)
from server.submissions.releases import by_grading

Ts = TypeVarTuple("Ts")

_LOCKED = select(Track.id).where(Track.id == bindparam("track_id")).with_for_update(key_share=True)


class StandingLine(NamedTuple):
    """A participant's standing, as far as a board needs it."""

    participant_id: str
    alias: str
    value: float
    submission_id: str
    submissions: int
    received_at: datetime
    evaluation_id: str
    version_id: str


class BaselineLine(NamedTuple):
    """A baseline's scores, as far as a board needs them.

    slug: its own. sha256: of its file. private: on those rows. released: what participants see on
    a board of the Ladder.
    """

    slug: str
    sha256: str
    value: float
    private: float | None
    released: float | None
    received_at: datetime
    evaluation_id: str


class Figures(BaseModel):
    """What is known of one row. low, high: where its score may lie. bracket: from 1 on.

    tied_with_above, tied_with_leader: whether the difference to that row may be chance.
    """

    model_config = ConfigDict(frozen=True)

    low: float
    high: float
    tied_with_above: bool
    tied_with_leader: bool
    bracket: int


class UncertainRow(BaseModel):
    """One row of a board. figures: None where its predictions are not at hand.

    private: whether they are of private rows, for the board that ranks by these.
    """

    model_config = ConfigDict(frozen=True)

    evaluation_id: str
    figures: Figures | None
    private: bool = False


def lock_board(session: Session, track_id: str) -> Track:
    """A track as it is now, for whoever changes its board: others wait until the transaction ends.

    What was read of it before is read again. Uploads, whose rows refer to the track, do not wait.
    SQLite has one writer as it is.
    """
    return session.get_one(
        Track, track_id, populate_existing=True, with_for_update={"key_share": True}
    )


def lock_row(session: Session, track_id: str) -> None:
    """The same for who reads nothing of the track itself."""
    sql.lock(session, _LOCKED, {"track_id": track_id})


def lock_boards(session: Session, assignment_id: str) -> Sequence[Track]:
    """The same for every track of an assignment, always in one order."""
    return session.scalars(
        select(Track)
        .where(Track.assignment_id == assignment_id)
        .order_by(Track.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def standings(session: Session, track_id: str, course_id: str) -> Sequence[StandingLine]:
    """The standings of the students on the roster, in no order."""
    return _standings(session, Standing, Standing.value, track_id, course_id)


def released_standings(session: Session, track_id: str, course_id: str) -> Sequence[StandingLine]:
    """The same as participants may know them on a board of the Ladder: value is what is shown."""
    return _standings(session, ReleasedStanding, ReleasedStanding.score, track_id, course_id)


def _standings(
    session: Session,
    table: type[Standing | ReleasedStanding],
    value: InstrumentedAttribute[float],
    track_id: str,
    course_id: str,
) -> Sequence[StandingLine]:
    columns = select(
        table.participant_id,
        Membership.alias,
        value,
        table.submission_id,
        table.submissions,
        table.received_at,
        table.evaluation_id,
        table.version_id,
    )
    students = join_students(columns, table.participant_id, course_id)
    rows = session.execute(students.where(table.track_id == track_id))
    return [StandingLine(*row) for row in rows]


def private_scores(session: Session, track_id: str) -> dict[str, float]:
    """The private scores of what stands on a track, by evaluation; nothing of those without one.

    Boards of the class ask for them from the reveal on, and never before.
    """
    rows = session.execute(
        select(Evaluation.id, Evaluation.private_score)
        .join(Standing, Standing.evaluation_id == Evaluation.id)
        .where(Standing.track_id == track_id, Evaluation.private_score.is_not(None))
    )
    return {evaluation_id: score for evaluation_id, score in rows if score is not None}


def baselines(session: Session, track_id: str, version_id: str) -> Sequence[BaselineLine]:
    """The baselines of a track that have a score under a version, newest last."""
    rows = session.execute(
        select(
            Submission.baseline,
            Submission.sha256,
            Evaluation.score,
            Evaluation.private_score,
            Release.score,
            Submission.received_at,
            Evaluation.id,
        )
        .join(Evaluation, Evaluation.submission_id == Submission.id)
        .outerjoin(Release, by_grading())
        .where(
            Submission.track_id == track_id,
            Submission.baseline.is_not(None),
            Evaluation.version_id == version_id,
            Evaluation.score.is_not(None),
        )
        .order_by(Submission.id)
    )
    return [
        BaselineLine(slug, sha256, score, private, released, received_at, evaluation_id)
        for slug, sha256, score, private, released, received_at, evaluation_id in rows
        if slug is not None and score is not None
    ]


def uncertain_rows(session: Session, track_id: str, *, private: bool = False) -> list[UncertainRow]:
    """The rows of a board when it was last computed, best first; none if it never was."""
    found = session.get(BoardUncertainty, track_id)
    rows = [] if found is None else [UncertainRow.model_validate(row) for row in found.rows]
    return [row for row in rows if row.private == private]


def computed_at(session: Session, track_id: str) -> datetime | None:
    """When the figures of a board were last computed."""
    return session.scalar(
        select(BoardUncertainty.computed_at).where(BoardUncertainty.track_id == track_id)
    )


def figures(
    session: Session, track_id: str, evaluations: Sequence[str], *, private: bool = False
) -> Sequence[Figures | None] | None:
    """The figures of these evaluations in this order; None where others were computed."""
    rows = uncertain_rows(session, track_id, private=private)
    if not rows or [row.evaluation_id for row in rows] != list(evaluations):
        return None
    return [row.figures for row in rows]


def standing_version(session: Session, track_id: str) -> tuple[AssignmentVersion, str]:
    """The version whose gradings the board of a track stands on, and the id of its course."""
    active = aliased(AssignmentVersion)
    row = session.execute(
        select(AssignmentVersion, Assignment.course_id)
        .join(active, active.standing_id == AssignmentVersion.id)
        .join(Assignment, Assignment.id == AssignmentVersion.assignment_id)
        .join(Track, Track.assignment_id == Assignment.id)
        .where(Track.id == track_id, active.active)
    ).one()
    return row[0], row[1]


def board_version(session: Session, track_id: str) -> tuple[Track, AssignmentVersion]:
    """A track, whose version grows with every write, and the version of its assignment."""
    row = session.execute(
        _versions(select(Track, AssignmentVersion)).where(Track.id == track_id)
    ).one()
    return row[0], row[1]


def board_versions(session: Session) -> Sequence[tuple[Track, AssignmentVersion]]:
    """The same of every track."""
    rows = session.execute(_versions(select(Track, AssignmentVersion)))
    return [(track, active) for track, active in rows]


def _versions(columns: Select[*Ts]) -> Select[*Ts]:
    return columns.join(
        AssignmentVersion, AssignmentVersion.assignment_id == Track.assignment_id
    ).where(AssignmentVersion.active)
