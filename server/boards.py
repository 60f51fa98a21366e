"""Boards as ready answers: ranked once for each version, then served as bytes."""

import math
import threading
from collections import OrderedDict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from pydantic import AwareDatetime, BaseModel, Field
from sqlalchemy.orm import Session

from grader import METRICS, Better, Entry, RankedRow, rank
from server.models import Track
from server.queries import baselines, standings, uncertainty
from server.queries.baselines import BaselineLine
from server.queries.standings import StandingLine
from server.queries.uncertainty import Figures
from server.rules.access import AssignmentAccess
from server.rules.standings import better_direction
from server.views import metric_of, shown_score

_MOST_CACHED = 256
_MANTISSAS = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100)  # about as far apart as can be told


class BoardRow(BaseModel):
    """A participant's line, or that of a baseline, which has no rank and its slug for an alias.

    verified: the server trained and ran the program itself. tied_with_above: equal to the row above
    in full precision. interval: from where to where the score would mostly lie on other hidden rows
    of the same kind. statistically_tied: whether the difference to the row above may be chance.
    bracket: of rows that are tied with the first of them, from 1 on. Null where not known, or not
    yet. margin: half of the interval as people read it, for the pages.
    """

    rank: int | None
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
    margin: str | None = Field(default=None, exclude=True)


class BoardView(BaseModel):
    """A track's board, or a part of it. next_cursor: where the next part begins, if there is.

    participants: how many rows have a rank.
    """

    track: str
    metric: str
    better: str
    version: int
    participants: int
    rows: list[BoardRow]
    next_cursor: str | None = None


@dataclass(frozen=True)
class Board:
    """One version of a board.

    people: the person behind each row, never sent to anybody; None behind a baseline.
    """

    view: BoardView
    people: tuple[str | None, ...]
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
    rows = [_row(row, line_of[row.entry.id], access, track) for row in ranked]
    evaluations = [line_of[row.entry.id].evaluation_id for row in ranked]
    if found := uncertainty.of_line_up(session, track.id, evaluations):
        _add_ties(rows, found, access)
        _add_intervals(rows, found, access)
    people = [line_of[row.entry.id].person_id for row in ranked]
    placed = _among(zip(rows, people, strict=True), _baselines(session, access, track), better)
    view = BoardView(
        track=track.slug,
        metric=metric_of(access),
        better=better,
        version=track.board_version,
        participants=len(ranked),
        rows=[row for row, _ in placed],
    )
    audience = "staff" if access.is_staff else "class"
    etag = f'"{track.id}-{track.board_version}-{audience}"'
    return Board(view, tuple(person for _, person in placed), etag)


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


def _baselines(session: Session, access: AssignmentAccess, track: Track) -> list[BoardRow]:
    """The baselines that have a score under the version in force, as the definition orders them."""
    found = {line.slug: line for line in baselines.of_track(session, track.id, access.version.id)}
    declared = [one.slug for one in access.definition.baselines if one.track == track.slug]
    return [_baseline_row(found[slug], access, track) for slug in declared if slug in found]


def _baseline_row(line: BaselineLine, access: AssignmentAccess, track: Track) -> BoardRow:
    score = shown_score(line.value, access)
    assert score is not None
    return BoardRow(
        rank=None,
        alias=line.slug,
        score=score,
        verified=access.asks_for_program(track.slug),
        tied_with_above=False,
        submissions=1,
        submitted_at=line.received_at,
        baseline=True,
    )


def _among(
    ranked: Iterable[tuple[BoardRow, str]], unranked: Sequence[BoardRow], better: Better
) -> list[tuple[BoardRow, str | None]]:
    """Ranked rows and their people, each baseline behind all that are as good.

    The shown scores decide, so a baseline's place tells no more than they do.
    """
    sign = 1 if better == "lower" else -1
    waiting = deque(sorted(unranked, key=lambda row: sign * row.score))
    placed: list[tuple[BoardRow, str | None]] = []
    for row, person in ranked:
        while waiting and sign * waiting[0].score < sign * row.score:
            placed.append((waiting.popleft(), None))
        placed.append((row, person))
    return placed + [(row, None) for row in waiting]


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
