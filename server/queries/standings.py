"""Reading boards. A board reads standings, never submissions."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.models import Membership, ReleasedStanding, Role, Standing, Track


class StandingLine(NamedTuple):
    """A participant's standing, as far as a board needs it."""

    person_id: str
    alias: str
    value: float
    submission_id: str
    submissions: int
    received_at: datetime
    evaluation_id: str
    version_id: str


def of_track(session: Session, track_id: str, course_id: str) -> Sequence[StandingLine]:
    """The standings of the students on the roster, in no order."""
    rows = session.execute(
        select(
            Standing.person_id,
            Membership.alias,
            Standing.value,
            Standing.submission_id,
            Standing.submissions,
            Standing.received_at,
            Standing.evaluation_id,
            Standing.version_id,
        )
        .join(
            Membership,
            (Membership.person_id == Standing.person_id) & (Membership.course_id == course_id),
        )
        .where(Standing.track_id == track_id, Membership.active, Membership.role == Role.STUDENT)
    )
    return [StandingLine(*row) for row in rows]


def released(session: Session, track_id: str, course_id: str) -> Sequence[StandingLine]:
    """The same as participants may know them on a board of the Ladder: value is what is shown."""
    rows = session.execute(
        select(
            ReleasedStanding.person_id,
            Membership.alias,
            ReleasedStanding.score,
            ReleasedStanding.submission_id,
            ReleasedStanding.submissions,
            ReleasedStanding.received_at,
            ReleasedStanding.evaluation_id,
            ReleasedStanding.version_id,
        )
        .join(
            Membership,
            (Membership.person_id == ReleasedStanding.person_id)
            & (Membership.course_id == course_id),
        )
        .where(
            ReleasedStanding.track_id == track_id,
            Membership.active,
            Membership.role == Role.STUDENT,
        )
    )
    return [StandingLine(*row) for row in rows]


def board_version(session: Session, track_id: str) -> int:
    """The version of a board, which grows with every change."""
    return session.scalars(select(Track.board_version).where(Track.id == track_id)).one()


def board_versions(session: Session) -> Sequence[tuple[str, int]]:
    """Every board as the id of its track and its version."""
    return [
        (id_, version) for id_, version in session.execute(select(Track.id, Track.board_version))
    ]
