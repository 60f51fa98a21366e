"""Boards as ready answers: ranked once for each version, then served as bytes."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from server.assignments.access import AssignmentAccess
from server.assignments.stairs import Stairs
from server.boards import queries
from server.boards.ranking import Showing, rank_board
from server.boards.views import Board, Part
from server.core.cache import Cache
from server.core.clock import now
from server.core.models import Track
from server.submissions.disclosure import Disclosure

_MOST_CACHED = 256

_Place = tuple[str, bool, Part]  # track, whether for staff, and by which rows it ranks


@dataclass(frozen=True)
class _CachedBoard:
    """A board, and what it was made of."""

    version: int
    showing: Showing
    board: Board


class Boards:
    """The newest board of each track, audience and part, the most recently read kept.

    stairs_of: those of an assignment, None where the Ladder releases nothing.
    """

    def __init__(
        self,
        stairs_of: Callable[[AssignmentAccess], Stairs | None],
        rank: Callable[[Session, AssignmentAccess, Track, Showing], Board] = rank_board,
    ) -> None:
        self.stairs_of = stairs_of
        self._rank = rank
        self._kept: Cache[_Place, _CachedBoard] = Cache(_MOST_CACHED)

    def get(
        self, session: Session, access: AssignmentAccess, track: Track, part: Part | None = None
    ) -> Board:
        """The board at the version that `track` was read with, and at this moment.

        part: by whose scores it ranks; None for the public rows, and from the reveal on for the
        private ones. Raises 403 for participants who ask for those before. Of many who ask at
        once one ranks it and the others wait.
        """
        showing = _showing(session, access, track, part, self.stairs_of(access))
        place = (track.id, access.is_staff, showing.part)
        if known := self._find(place, track.board_version, showing):
            return known
        with self._kept.making(place):
            if known := self._find(place, track.board_version, showing):
                return known
            board = self._rank(session, access, track, showing)
            self._keep(place, _CachedBoard(track.board_version, showing, board))
            return board

    def _find(self, place: _Place, version: int, showing: Showing) -> Board | None:
        kept = self._kept.get(place)
        if kept is None or (kept.version, kept.showing) != (version, showing):
            return None
        return kept.board

    def _keep(self, place: _Place, new: _CachedBoard) -> None:
        """Put a board in the place of an older version; who reads an older one leaves it."""
        kept = self._kept.get(place)
        if kept is None or kept.version <= new.version:
            self._kept.put(place, new)


def _showing(
    session: Session,
    access: AssignmentAccess,
    track: Track,
    part: Part | None,
    stairs: Stairs | None,
) -> Showing:
    disclosure = Disclosure.of(access, track, now(), stairs=stairs)
    if part is Part.PRIVATE and not disclosure.is_final:
        access.course_access.require_staff()
    known_at = None
    may_be_secret = disclosure.is_released or disclosure.opens_at_closing
    if may_be_secret and not disclosure.hides_exact:
        known_at = queries.computed_at(session, track.id)
    ranks_by = part or (Part.PRIVATE if disclosure.is_final else Part.PUBLIC)
    return Showing(ranks_by, disclosure, known_at)
