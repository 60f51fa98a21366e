"""What a board says of its uncertainty: written only while it is true of the board."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from grader import Definition, Entry, rank
from server.clock import now
from server.models import BoardUncertainty, Track
from server.queries import standings
from server.queries.standings import StandingLine
from server.queries.uncertainty import UncertainRow, in_force
from server.rules.standings import better_direction


@dataclass(frozen=True)
class LineUp:
    """A board as those who compute its uncertainty see it. lines: the best first."""

    track_id: str
    version_id: str
    definition: Definition
    lines: tuple[StandingLine, ...]

    @property
    def evaluations(self) -> list[str]:
        """The evaluation behind each line."""
        return [line.evaluation_id for line in self.lines]


def line_up(session: Session, track_id: str) -> LineUp:
    """The board of a track: the standings of the students on the roster, in their order."""
    _, version, course_id = in_force(session, track_id)
    definition = Definition.model_validate(version.definition)
    line_of = {
        line.submission_id: line for line in standings.of_track(session, track_id, course_id)
    }
    entries = [Entry(line.value, line.received_at, id_) for id_, line in line_of.items()]
    ranked = rank(entries, better_direction(definition))
    return LineUp(track_id, version.id, definition, tuple(line_of[row.entry.id] for row in ranked))


def store(session: Session, track_id: str, rows: Sequence[UncertainRow]) -> bool:
    """Let the board show these rows, as a new version of it; whether it does.

    A board of the Ladder keeps its version, which participants read: these figures are for staff,
    and change with the order of exact scores.

    The track's row is locked first, as in everything that changes a board. Nothing is written where
    the board has other rows by now, or shows these already: another worker was first.
    """
    track = session.get_one(Track, track_id, with_for_update=True)
    evaluations = [row.evaluation_id for row in rows]
    board = line_up(session, track_id)
    if board.evaluations != evaluations:
        return False
    values = [row.model_dump(mode="json") for row in rows]
    found = session.get(BoardUncertainty, track_id)
    if found is not None and found.rows == values:
        return False
    if not board.definition.uses_ladder:
        track.board_version += 1
    if found is None:
        found = BoardUncertainty(
            track_id=track_id, board_version=track.board_version, rows=values, computed_at=now()
        )
        session.add(found)
    found.board_version, found.rows, found.computed_at = track.board_version, values, now()
    session.flush()
    return True
