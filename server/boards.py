"""Boards as ready answers: ranked once for each version, then served as bytes."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property

from pydantic import AwareDatetime, BaseModel
from sqlalchemy.orm import Session

from grader import Entry, RankedRow, rank
from server.models import Track
from server.queries import standings
from server.queries.standings import StandingLine
from server.rules.access import AssignmentAccess
from server.rules.standings import better_direction
from server.views import metric_of, shown_score

_MOST_CACHED = 256


class BoardRow(BaseModel):
    """A participant's line.

    verified: the server trained and ran the program itself. tied_with_above: equal to the row above
    in full precision.
    """

    rank: int
    alias: str
    score: float
    verified: bool
    tied_with_above: bool
    submissions: int
    submitted_at: AwareDatetime
    baseline: bool = False


class BoardView(BaseModel):
    """A track's board, or a part of it. next_cursor: where the next part begins, if there is."""

    track: str
    metric: str
    better: str
    version: int
    participants: int
    rows: list[BoardRow]
    next_cursor: str | None = None


@dataclass(frozen=True)
class Board:
    """One version of a board. people: the person behind each row, never sent to anybody."""

    view: BoardView
    people: tuple[str, ...]
    etag: str

    def row_of(self, person_id: str) -> BoardRow | None:
        """A participant's own row."""
        if person_id not in self.people:
            return None
        return self.view.rows[self.people.index(person_id)]

    def part_json(self, start: int, limit: int) -> bytes:
        """`limit` rows from the one at `start` on, as JSON; the whole board is kept ready."""
        if start == 0 and limit >= len(self.view.rows):
            return self._whole_json
        rows = self.view.rows[start : start + limit]
        more = start + limit < len(self.view.rows)
        part = self.view.model_copy(
            update={"rows": rows, "next_cursor": str(start + limit) if more else None}
        )
        return part.model_dump_json().encode()

    @cached_property
    def _whole_json(self) -> bytes:
        return self.view.model_dump_json().encode()


class Boards:
    """Boards by track and version, the most recently read kept."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int, bool], Board] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, session: Session, access: AssignmentAccess, track: Track) -> Board:
        """The board at the version that `track` was read with."""
        key = (track.id, track.board_version, access.is_staff)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        board = _board(session, access, track)
        with self._lock:
            self._kept[key] = board
            while len(self._kept) > _MOST_CACHED:
                self._kept.popitem(last=False)
        return board


def _board(session: Session, access: AssignmentAccess, track: Track) -> Board:
    better = better_direction(access.definition)
    lines = standings.of_track(session, track.id, access.course.id)
    line_of = {line.submission_id: line for line in lines}
    ranked = rank(
        (Entry(line.value, line.received_at, line.submission_id) for line in lines), better
    )
    view = BoardView(
        track=track.slug,
        metric=metric_of(access),
        better=better,
        version=track.board_version,
        participants=len(ranked),
        rows=[_row(row, line_of[row.entry.id], access, track) for row in ranked],
    )
    audience = "staff" if access.is_staff else "class"
    etag = f'"{track.id}-{track.board_version}-{audience}"'
    return Board(view, tuple(line_of[row.entry.id].person_id for row in ranked), etag)


def _row(row: RankedRow, line: StandingLine, access: AssignmentAccess, track: Track) -> BoardRow:
    score = shown_score(line.value, access)
    assert score is not None
    return BoardRow(
        rank=row.rank,
        alias=line.alias,
        score=score,
        verified=access.asks_for_program(track.slug),
        tied_with_above=row.tied_with_above,
        submissions=line.submissions,
        submitted_at=line.received_at,
    )
