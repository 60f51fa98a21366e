"""Reading what workers have computed of the uncertainty of boards."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.models import Assignment, AssignmentVersion, BoardUncertainty, Track


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


def of_track(session: Session, track_id: str, *, private: bool = False) -> list[UncertainRow]:
    """The rows of a board when it was last computed, best first; none if it never was."""
    found = session.get(BoardUncertainty, track_id)
    rows = [] if found is None else [UncertainRow.model_validate(row) for row in found.rows]
    return [row for row in rows if row.private == private]


def computed_at(session: Session, track_id: str) -> datetime | None:
    """When the figures of a board were last computed."""
    return session.scalar(
        select(BoardUncertainty.computed_at).where(BoardUncertainty.track_id == track_id)
    )


def of_ranked_board(
    session: Session, track_id: str, evaluations: Sequence[str], *, private: bool = False
) -> Sequence[Figures | None] | None:
    """The figures of these evaluations in this order; None where others were computed."""
    rows = of_track(session, track_id, private=private)
    if not rows or [row.evaluation_id for row in rows] != list(evaluations):
        return None
    return [row.figures for row in rows]


def in_force(session: Session, track_id: str) -> tuple[Track, AssignmentVersion, str]:
    """A track, the version of its assignment that is in force, and the id of its course."""
    row = session.execute(
        select(Track, AssignmentVersion, Assignment.course_id)
        .join(Assignment, Assignment.id == Track.assignment_id)
        .join(AssignmentVersion, AssignmentVersion.assignment_id == Assignment.id)
        .where(Track.id == track_id, AssignmentVersion.live)
    ).one()
    return row[0], row[1], row[2]
