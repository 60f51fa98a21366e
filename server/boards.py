"""Boards as ready answers: ranked once for each version, then served as bytes."""

import math
import threading
from collections import OrderedDict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from pydantic import AwareDatetime, BaseModel, Field
from sqlalchemy.orm import Session

from grader import METRICS, Better, Entry, RankedRow, rank
from server.clock import now
from server.models import Track
from server.queries import baselines, standings, uncertainty
from server.queries.baselines import BaselineLine
from server.queries.standings import StandingLine
from server.queries.uncertainty import Figures
from server.rules.access import AssignmentAccess
from server.rules.reveal import FinalPlace, final_places, is_final
from server.rules.standings import better_direction
from server.views import metric_of, shown_private_score, shown_score

_MOST_CACHED = 256
_MANTISSAS = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100)  # about as far apart as can be told


class Part(StrEnum):
    """The hidden rows by whose scores a board ranks."""

    PUBLIC = "public"
    PRIVATE = "private"


class BoardRow(BaseModel):
    """A participant's line, or that of a baseline, which has no rank and its slug for an alias.

    rank: the place by the scores of the board's part. score: over the public rows. private_score:
    over the private ones, None but on a board that ranks by it. moved: how many places higher than
    on the public board, below 0 for lower. verified: the server trained and ran the program itself.
    tied_with_above: equal to the row above in full precision. interval: from where to where the
    score would mostly lie on other hidden rows of the same kind. statistically_tied: whether the
    difference to the row above may be chance. bracket: of rows that are tied with the first of
    them, from 1 on. Null where not known, or not yet. margin: half of the interval as people read
    it, for the pages.

    Where the Ladder releases scores, participants see those, on the public board ranked by them,
    and no more. Staff see exact scores in their order, and in released and released_rank what
    participants see.
    """

    rank: int | None
    alias: str
    score: float
    private_score: float | None = None
    moved: int | None = None
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

    @property
    def value(self) -> float:
        """The score that the row is ranked by, where it has one."""
        return self.score if self.private_score is None else self.private_score


class BoardView(BaseModel):
    """A track's board, or some rows of it. next_cursor: where the next ones begin, if there are.

    part: by which rows' scores it ranks. final: whether the reveal has come. participants: how
    many rows have a rank.
    """

    track: str
    metric: str
    better: str
    version: int
    part: Part
    final: bool
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

    @property
    def ranked_rows(self) -> list[BoardRow]:
        """The participants' rows that have the score by which the board ranks."""
        rows = [row for row in self.view.rows if not row.baseline]
        if self.view.part is Part.PUBLIC:
            return rows
        return [row for row in rows if row.private_score is not None]

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
    """Boards by track, version and what they show, the most recently read kept."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int, bool, _Showing], Board] = OrderedDict()
        self._lock = threading.Lock()

    def get(
        self, session: Session, access: AssignmentAccess, track: Track, part: Part | None = None
    ) -> Board:
        """The board at the version that `track` was read with, and at this moment.

        part: by whose scores it ranks; None for the public rows, and from the reveal on for the
        private ones. Raises 403 for participants who ask for those before.
        """
        showing = _showing(session, access, track, part)
        key = (track.id, track.board_version, access.is_staff, showing)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        board = _board(session, access, track, showing)
        with self._lock:
            self._kept[key] = board
            while len(self._kept) > _MOST_CACHED:
                self._kept.popitem(last=False)
        return board


@dataclass(frozen=True)
class _Showing:
    """What a board shows at a moment.

    part: by which rows it is to rank. final: see `BoardView`. known_at: when what only staff see of
    it was computed, where its version does not tell.
    """

    part: Part
    final: bool
    known_at: datetime | None

    @property
    def tag(self) -> str:
        """What sets its entity tag apart from that of another."""
        stamp = f"-{self.known_at.timestamp():.6f}" if self.known_at else ""
        part = "-private" if self.part is Part.PRIVATE else ""
        return f"{'-final' if self.final else ''}{part}{stamp}"


def _showing(
    session: Session, access: AssignmentAccess, track: Track, part: Part | None
) -> _Showing:
    final = is_final(access.definition.reveal_at, now())
    if part is Part.PRIVATE and not final:
        access.course_access.require_staff()
    known_at = None
    if access.is_staff and access.definition.uses_ladder:
        known_at = uncertainty.computed_at(session, track.id)
    return _Showing(part or (Part.PRIVATE if final else Part.PUBLIC), final, known_at)


def shown_version(version: int, reveal_at: datetime | None, moment: datetime) -> int:
    """The version of a board as readers know it: the reveal counts as a change too."""
    return version + is_final(reveal_at, moment)


def _board(session: Session, access: AssignmentAccess, track: Track, showing: _Showing) -> Board:
    better = better_direction(access.definition)
    private: dict[str, float] = {}
    if showing.part is Part.PRIVATE:
        private = standings.private_scores(session, track.id)
    by_ladder = access.definition.uses_ladder
    shown = standings.released(session, track.id, access.course.id) if by_ladder else []
    hides_exact = by_ladder and not access.is_staff and not private
    lines = shown if hides_exact else standings.of_track(session, track.id, access.course.id)
    if by_ladder and private and not access.is_staff:
        lines = _with_what_is_shown(lines, shown)
    line_of = {line.submission_id: line for line in lines}
    ranked = rank(
        (Entry(line.value, line.received_at, line.submission_id) for line in lines), better
    )
    rows = [_row(row, line_of[row.entry.id], access, track) for row in ranked]
    evaluations = [line_of[row.entry.id].evaluation_id for row in ranked]
    people = [line_of[row.entry.id].person_id for row in ranked]
    if by_ladder and access.is_staff:
        _add_released(rows, shown, better)
    if private:
        scores = [private.get(one) for one in evaluations]
        scored, rest = final_places([row.entry for row in ranked], scores, better)
        _reveal(rows, scores, [*scored, *rest], access)
        people = [people[place.index] for place in (*scored, *rest)]
        evaluations = [evaluations[place.index] for place in scored]
        rows = [rows[place.index] for place in (*scored, *rest)]
    found = None
    if not hides_exact:
        found = uncertainty.of_line_up(session, track.id, evaluations, private=bool(private))
    if found:
        _add_ties(rows[: len(found)], found, access)
        _add_intervals(rows[: len(found)], found, access)
    measured = _baselines(session, access, track, private=bool(private))
    placed = _among(zip(rows, people, strict=True), measured, better, private=bool(private))
    view = BoardView(
        track=track.slug,
        metric=metric_of(access),
        better=better,
        version=track.board_version + showing.final,
        part=Part.PRIVATE if private else Part.PUBLIC,
        final=showing.final,
        participants=len(ranked),
        rows=[row for row, _ in placed],
    )
    audience = "staff" if access.is_staff else "class"
    etag = f'"{track.id}-{track.board_version}-{audience}{showing.tag}"'
    return Board(view, tuple(person for _, person in placed), etag)


def _with_what_is_shown(
    lines: Sequence[StandingLine], shown: Sequence[StandingLine]
) -> list[StandingLine]:
    """What counts at the end, each with the public score that was released of its participant."""
    score_of = {line.person_id: line.value for line in shown}
    return [
        line._replace(value=score_of[line.person_id])
        for line in lines
        if line.person_id in score_of
    ]


def _reveal(
    rows: Sequence[BoardRow],
    private: Sequence[float | None],
    places: Sequence[FinalPlace],
    access: AssignmentAccess,
) -> None:
    """Give rows of the public board their private scores and their places by these."""
    for place in places:
        row = rows[place.index]
        assert row.rank is not None
        row.moved, row.rank = row.rank - place.rank, place.rank
        row.tied_with_above = place.tied_with_above
        row.private_score = shown_private_score(private[place.index], access, now())


def _row(row: RankedRow, line: StandingLine, access: AssignmentAccess, track: Track) -> BoardRow:
    score = line.value if access.definition.uses_ladder else shown_score(line.value, access)
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


def _baselines(
    session: Session, access: AssignmentAccess, track: Track, *, private: bool
) -> list[BoardRow]:
    """The baselines that have a score under the version in force, as the definition orders them.

    private: with their private scores.
    """
    found = {line.slug: line for line in baselines.of_track(session, track.id, access.version.id)}
    sees_exact = access.is_staff or not access.definition.uses_ladder
    declared = [one.slug for one in access.definition.baselines if one.track == track.slug]
    return [
        _baseline_row(found[slug], access, track, private=private)
        for slug in declared
        if slug in found and (sees_exact or found[slug].released is not None)
    ]


def _baseline_row(
    line: BaselineLine, access: AssignmentAccess, track: Track, *, private: bool
) -> BoardRow:
    by_ladder = access.definition.uses_ladder and not access.is_staff
    score = line.released if by_ladder else shown_score(line.value, access)
    assert score is not None
    return BoardRow(
        rank=None,
        alias=line.slug,
        score=score,
        private_score=shown_private_score(line.private, access, now()) if private else None,
        verified=access.asks_for_program(track.slug),
        tied_with_above=False,
        submissions=1,
        submitted_at=line.received_at,
        baseline=True,
    )


def _among(
    ranked: Iterable[tuple[BoardRow, str]],
    unranked: Sequence[BoardRow],
    better: Better,
    *,
    private: bool,
) -> list[tuple[BoardRow, str | None]]:
    """Ranked rows and their people, each baseline behind all that are as good.

    The shown scores decide, so a baseline's place tells no more than they do. private: they are the
    private ones; rows without come last.
    """

    def distance(row: BoardRow) -> float:
        score = row.private_score if private else row.score
        return math.inf if score is None else score if better == "lower" else -score

    waiting = deque(sorted(unranked, key=distance))
    placed: list[tuple[BoardRow, str | None]] = []
    for row, person in ranked:
        while waiting and distance(waiting[0]) < distance(row):
            placed.append((waiting.popleft(), None))
        placed.append((row, person))
    return placed + [(row, None) for row in waiting]


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
        is_level = above is not None and above.value == row.value and not access.is_staff
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
        half = max(figures.high - row.value, row.value - figures.low)
        margin = coarse(half, prediction.decimals - 1)
        row.margin = f"{margin.normalize():,f}"
        row.interval = (figures.low, figures.high)
        if not access.is_staff:
            score = round(Decimal(row.value), prediction.decimals)
            row.interval = (max(low, float(score - margin)), min(high, float(score + margin)))


def coarse(half: float, decimals: int) -> Decimal:
    """A margin rounded up to a number of `_MANTISSAS`, in steps of 10 ** -decimals or more."""
    unit = Decimal(1).scaleb(-decimals)
    units = max(1, math.ceil(round(half / float(unit), 9)))
    if units < _MANTISSAS[0]:
        return units * unit
    tens: int = 10 ** (len(str(units)) - 2)
    return unit * next(step * tens for step in _MANTISSAS if step * tens >= units)
