"""A track's board as one reader sees it: the rows, one of them their own."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from server.boards import BoardRow, BoardView, Part
from server.pages.ladder import Ladder, ladder
from server.queries import courses
from server.rules.access import AssignmentAccess
from server.service import Service
from server.views import AssignmentView, TrackView


@dataclass(frozen=True)
class Panel:
    """A track and its board. own: the row to mark. names: of people by alias, for staff only."""

    track: TrackView
    board: BoardView
    own: BoardRow | None
    names: Mapping[str, str]

    @property
    def ladder(self) -> Ladder:
        """The board as steps. Rows without a private score stand as high as the one above."""
        rows = self.board.rows
        if self.is_private:
            rows = [row for row in rows if row.private_score is not None]
        scores = [row.value for row in rows]
        return ladder(scores + scores[-1:] * (len(self.board.rows) - len(scores)))

    @property
    def is_private(self) -> bool:
        """Whether the board ranks by private scores."""
        return self.board.part is Part.PRIVATE

    @property
    def own_step(self) -> int | None:
        """Which step is that of `own`, counted from 0."""
        return None if self.own is None else self.board.rows.index(self.own)


def panels(
    session: Session,
    service: Service,
    access: AssignmentAccess,
    view: AssignmentView,
    person_id: str,
    part: Part | None = None,
) -> list[Panel]:
    """Every track of an assignment with its board, in the bundle's order.

    person_id: whose row is the own one. part: see `Boards.get`.
    """
    names = _names(session, access) if access.is_staff else {}
    found = []
    for track in view.tracks:
        board = service.boards.get(session, access, access.tracks[track.slug], part)
        own = board.row_of(person_id)
        found.append(Panel(track, board.view, own, names))
    return found


def _names(session: Session, access: AssignmentAccess) -> dict[str, str]:
    roster = courses.roster(session, access.course.id)
    return {membership.alias: person.name for membership, person in roster}
