"""Boards as ready answers: ranked once for each version, then served as bytes."""

import math
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from grader import Better, RankedRow
from server.assignments.access import AssignmentAccess
from server.assignments.schedule import FinalPlace, final_places, is_final
from server.boards import baselines
from server.boards import queries as standings
from server.boards import uncertainty_queries as uncertainty
from server.boards.baselines import BaselineLine
from server.boards.queries import StandingLine
from server.boards.standings import ranked_lines
from server.boards.ties import add_intervals, add_ties
from server.boards.views import Board, BoardRow, BoardView, Part
from server.core.cache import Cache
from server.core.clock import now
from server.core.models import Track
from server.submissions.disclosure import shown_private_score, shown_score

_MOST_CACHED = 256

_Place = tuple[str, bool, Part]  # track, whether for staff, and by which rows it ranks


class Boards:
    """The newest board of each track, audience and part, the most recently read kept."""

    def __init__(self) -> None:
        self._kept: Cache[_Place, _Kept] = Cache(_MOST_CACHED)

    def get(
        self, session: Session, access: AssignmentAccess, track: Track, part: Part | None = None
    ) -> Board:
        """The board at the version that `track` was read with, and at this moment.

        part: by whose scores it ranks; None for the public rows, and from the reveal on for the
        private ones. Raises 403 for participants who ask for those before. Of many who ask at
        once one ranks it and the others wait.
        """
        showing = _showing(session, access, track, part)
        place = (track.id, access.is_staff, showing.part)
        if known := self._known(place, track.board_version, showing):
            return known
        with self._kept.making(place):
            if known := self._known(place, track.board_version, showing):
                return known
            board = _board(session, access, track, showing)
            self._keep(place, _Kept(track.board_version, showing, board))
            return board

    def _known(self, place: _Place, version: int, showing: "_Showing") -> Board | None:
        kept = self._kept.get(place)
        if kept is None or (kept.version, kept.showing) != (version, showing):
            return None
        return kept.board

    def _keep(self, place: _Place, new: "_Kept") -> None:
        """Put a board in the place of an older version; who reads an older one leaves it."""
        kept = self._kept.get(place)
        if kept is None or kept.version <= new.version:
            self._kept.put(place, new)


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


@dataclass(frozen=True)
class _Kept:
    """A board, and what it was made of."""

    version: int
    showing: _Showing
    board: Board


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


def shown_version(version: int, *, final: bool) -> int:
    """The version of a board as readers know it: the reveal counts as a change too.

    It grows even where one write changes the board and puts the reveal off.
    """
    return 2 * version + final


def _board(session: Session, access: AssignmentAccess, track: Track, showing: _Showing) -> Board:
    better = access.definition.better
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
    ranked = ranked_lines(lines, better)
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
        found = uncertainty.of_ranked_board(session, track.id, evaluations, private=bool(private))
    if found:
        add_ties(rows[: len(found)], found, access)
        add_intervals(rows[: len(found)], found, access)
    measured = _baselines(session, access, track, private=bool(private))
    placed = _among(zip(rows, people, strict=True), measured, better, private=bool(private))
    view = BoardView(
        track=track.slug,
        metric=access.definition.metric,
        better=better,
        version=shown_version(track.board_version, final=showing.final),
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
    """Give rows of the public board their private scores and their places by these.

    On the Ladder's boards places are gained against the ranks that participants saw.
    """
    for place in places:
        row = rows[place.index]
        assert row.rank is not None
        row.moved = (row.released_rank or row.rank) - place.rank
        row.rank = place.rank
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
    found = {alias_of[one.entry.id]: one for one in ranked_lines(shown, better)}
    for row in rows:
        if one := found.get(row.alias):
            row.released, row.released_rank = one.entry.score, one.rank
