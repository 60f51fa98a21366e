"""What a board says of its uncertainty: written only while it is true of the board."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from grader import Definition
from server.assignments.schedule import dates_of, is_released
from server.boards import queries
from server.boards.final_places import final_places
from server.boards.queries import StandingLine, UncertainRow
from server.boards.standings import rank_lines
from server.core.clock import now
from server.core.models import BoardUncertainty


@dataclass(frozen=True)
class RankedBoard:
    """A board as those who compute its uncertainty see it. lines: the best first.

    private: whether it ranks by private scores; who has none is not on it then.
    """

    track_id: str
    version_id: str
    definition: Definition
    lines: tuple[StandingLine, ...]
    private: bool = False

    @property
    def evaluations(self) -> list[str]:
        """The evaluation behind each line."""
        return [line.evaluation_id for line in self.lines]


def ranked_board(session: Session, track_id: str, *, private: bool = False) -> RankedBoard:
    """The board of a track: the standings of the students on the roster, in their order."""
    version, course_id = queries.standing_version(session, track_id)
    definition = version.parsed
    better = definition.better
    line_of = {line.submission_id: line for line in queries.standings(session, track_id, course_id)}
    ranked = rank_lines(line_of.values(), better)
    lines = [line_of[row.entry.id] for row in ranked]
    if private:
        scores = queries.private_scores(session, track_id)
        scored, _ = final_places(
            [row.entry for row in ranked],
            [scores.get(line.evaluation_id) for line in lines],
            better,
        )
        lines = [lines[place.index] for place in scored]
    return RankedBoard(track_id, version.id, definition, tuple(lines), private)


def hides_ties(session: Session, board: RankedBoard) -> bool:
    """Whether participants see no ties on a board, nor that they have changed."""
    if board.private:
        return False
    track, active = queries.board_version(session, board.track_id)
    dates = dates_of(active.parsed, track, None)
    return is_released(board.definition, dates, now())


def store(
    session: Session, track_id: str, rows: Sequence[UncertainRow], *, private: bool = False
) -> bool:
    """Let the board show these rows, as a new version of it; whether it does.

    A public board of released scores keeps its version, which participants read: these figures are
    for staff, and change with the order of exact scores.

    The track's row is locked first, as in everything that changes a board. Nothing is written where
    the board has other rows by now, or shows these already: another worker was first. What is known
    of the board by the other part of the hidden rows stays.
    """
    track = queries.lock_board(session, track_id)
    evaluations = [row.evaluation_id for row in rows]
    board = ranked_board(session, track_id, private=private)
    if board.evaluations != evaluations:
        return False
    kept = queries.uncertain_rows(session, track_id, private=not private)
    values = [row.model_dump(mode="json") for row in (*kept, *rows)]
    found = session.get(BoardUncertainty, track_id)
    if found is not None and list(rows) == queries.uncertain_rows(
        session, track_id, private=private
    ):
        return False
    if not hides_ties(session, board):
        track.board_version += 1
    if found is None:
        found = BoardUncertainty(
            track_id=track_id, board_version=track.board_version, rows=values, computed_at=now()
        )
        session.add(found)
    found.board_version, found.rows, found.computed_at = track.board_version, values, now()
    session.flush()
    return True
