"""Boards as ready answers: ranked once for each version, then served as bytes."""

import math
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from pydantic import AwareDatetime, BaseModel, Field
from sqlalchemy.orm import Session

from grader import METRICS, Better, Entry, RankedRow, rank
from server.models import Track
from server.queries import standings, uncertainty
from server.queries.standings import StandingLine
from server.queries.uncertainty import Figures
from server.rules.access import AssignmentAccess
from server.rules.standings import better_direction
from server.views import metric_of, shown_score

_MOST_CACHED = 256
_MANTISSAS = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100)  # about as far apart as can be told


class BoardRow(BaseModel):
    """A participant's line.

    verified: the server trained and ran the program itself. tied_with_above: equal to the row above
    in full precision. interval: from where to where the score would mostly lie on other hidden rows
    of the same kind. statistically_tied: whether the difference to the row above may be chance.
    bracket: of rows that are tied with the first of them, from 1 on. Null where not known, or not
    yet. margin: half of the interval as people read it, for the pages.

    Where the Ladder releases scores, participants see those, ranked by them, and no more. Staff see
    exact scores in their order, and in released and released_rank what participants see.
    """

    rank: int
    alias: str
    score: float
    verified: bool
    tied_with_above: bool
    submissions: int
    submitted_at: AwareDatetime
    baseline: bool = False
    interval: tuple[float, float] | None = None
    statistically_tied: bool = False
    bracket: int | None = None
    released: float | None = None
    released_rank: int | None = None
    margin: str | None = Field(default=None, exclude=True)


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
        self._kept: OrderedDict[tuple[str, int, bool, datetime | None], Board] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, session: Session, access: AssignmentAccess, track: Track) -> Board:
        """The board at the version that `track` was read with."""
        known_at = _known_at(session, access, track)
        key = (track.id, track.board_version, access.is_staff, known_at)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        board = _board(session, access, track, known_at)
        with self._lock:
            self._kept[key] = board
            while len(self._kept) > _MOST_CACHED:
                self._kept.popitem(last=False)
        return board


def _known_at(session: Session, access: AssignmentAccess, track: Track) -> datetime | None:
    """When what only staff see of a board was computed, where its version does not tell."""
    if not (access.is_staff and access.definition.uses_ladder):
        return None
    return uncertainty.computed_at(session, track.id)


def _board(
    session: Session, access: AssignmentAccess, track: Track, known_at: datetime | None
) -> Board:
    better = better_direction(access.definition)
    by_ladder = access.definition.uses_ladder
    shown = standings.released(session, track.id, access.course.id) if by_ladder else []
    hides_exact = by_ladder and not access.is_staff
    lines = shown if hides_exact else standings.of_track(session, track.id, access.course.id)
    line_of = {line.submission_id: line for line in lines}
    ranked = rank(
        (Entry(line.value, line.received_at, line.submission_id) for line in lines), better
    )
    rows = [_row(row, line_of[row.entry.id], access, track) for row in ranked]
    evaluations = [line_of[row.entry.id].evaluation_id for row in ranked]
    found = None if hides_exact else uncertainty.of_line_up(session, track.id, evaluations)
    if found:
        _add_ties(rows, found, access)
        _add_intervals(rows, found, access)
    if by_ladder and access.is_staff:
        _add_released(rows, shown, better)
    view = BoardView(
        track=track.slug,
        metric=metric_of(access),
        better=better,
        version=track.board_version,
        participants=len(ranked),
        rows=rows,
    )
    audience = "staff" if access.is_staff else "class"
    stamp = f"-{known_at.timestamp():.6f}" if known_at else ""
    etag = f'"{track.id}-{track.board_version}-{audience}{stamp}"'
    return Board(view, tuple(line_of[row.entry.id].person_id for row in ranked), etag)


def _row(row: RankedRow, line: StandingLine, access: AssignmentAccess, track: Track) -> BoardRow:
    by_ladder = access.definition.uses_ladder
    score = line.value if by_ladder else shown_score(line.value, access)
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


def _add_released(rows: Sequence[BoardRow], shown: Sequence[StandingLine], better: Better) -> None:
    """Say of each row what participants see of it. Who waits for a first score has nothing yet."""
    alias_of = {line.submission_id: line.alias for line in shown}
    ranked = rank(
        (Entry(line.value, line.received_at, line.submission_id) for line in shown), better
    )
    found = {alias_of[one.entry.id]: one for one in ranked}
    for row in rows:
        if one := found.get(row.alias):
            row.released, row.released_rank = one.entry.score, one.rank


def _add_ties(
    rows: Sequence[BoardRow], found: Sequence[Figures | None], access: AssignmentAccess
) -> None:
    """Mark ties and brackets.

    Participants see none that ends between two rows of the same shown score: it would tell on
    which side of the other a score lies that rounding has made equal.
    """
    bracket, computed, above = 0, 0, None
    for row, figures in zip(rows, found, strict=True):
        if figures is None:
            above = None
            continue
        is_level = above is not None and above.score == row.score and not access.is_staff
        row.statistically_tied = above is not None and (figures.tied_with_above or is_level)
        if bracket == 0 or (figures.bracket != computed and not is_level):
            bracket, computed = bracket + 1, figures.bracket
        row.bracket = bracket
        above = row


def _add_intervals(
    rows: Sequence[BoardRow], found: Sequence[Figures | None], access: AssignmentAccess
) -> None:
    """Give each row its interval: in full for staff, else its score give or take a coarse margin.

    The ends of an interval move up to three times as fast as the score with the error of a single
    row, so a margin is one of few numbers and has ten times the step of the scores.
    """
    prediction = access.definition.prediction
    assert prediction is not None
    low, high = METRICS[prediction.metric].bounds
    for row, figures in zip(rows, found, strict=True):
        if figures is None:
            continue
        half = max(figures.high - row.score, row.score - figures.low)
        margin = coarse(half, prediction.decimals - 1)
        row.margin = f"{margin.normalize():,f}"
        row.interval = (figures.low, figures.high)
        if not access.is_staff:
            score = round(Decimal(row.score), prediction.decimals)
            row.interval = (max(low, float(score - margin)), min(high, float(score + margin)))


def coarse(half: float, decimals: int) -> Decimal:
    """A margin rounded up to a number of `_MANTISSAS`, in steps of 10 ** -decimals or more."""
    unit = Decimal(1).scaleb(-decimals)
    units = max(1, math.ceil(round(half / float(unit), 9)))
    if units < _MANTISSAS[0]:
        return units * unit
    tens: int = 10 ** (len(str(units)) - 2)
    return unit * next(step * tens for step in _MANTISSAS if step * tens >= units)
