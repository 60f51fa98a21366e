"""A board made anew: standings in their order, then what its reader may know of each.

It is rows, a disclosure and decorations: who stands where, which scores are shown, and beside them
ties, intervals and what participants see. Nothing is changed of a row once it is made.
"""

import math
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy.orm import Session

from grader import Better, Entry
from server.assignments.access import AssignmentAccess
from server.assignments.versions import baseline_key
from server.boards import queries
from server.boards.final_places import final_places
from server.boards.queries import Figures, StandingLine
from server.boards.standings import rank_lines
from server.boards.ties import add_intervals, add_ties
from server.boards.views import Board, BoardRow, BoardView, Part
from server.core.models import Track
from server.submissions import releases, secondary
from server.submissions.disclosure import Disclosure
from server.submissions.secondary_views import SecondaryView, secondary_views


@dataclass(frozen=True)
class Showing:
    """What a board shows at a moment.

    part: by which rows it is to rank. known_at: when what only staff see of it was computed, where
    its version does not tell.
    """

    part: Part
    disclosure: Disclosure
    known_at: datetime | None

    @property
    def tag(self) -> str:
        """What sets its entity tag apart from that of another."""
        stamp = f"-{self.known_at.timestamp():.6f}" if self.known_at else ""
        part = "-private" if self.part is Part.PRIVATE else ""
        shown = self.disclosure
        closed = "-closed" if shown.opens_at_closing and shown.is_closed else ""
        stage = "-final" if shown.is_final else closed
        told = "-told" if shown.has_told_results else ""
        bounds = "-bounds" if shown.stairs is not None else ""
        return f"{stage}{told}{part}{bounds}{stamp}"


@dataclass(frozen=True)
class _Place:
    """A standing on a board. is_scored: whether it has the score by which the board ranks.

    private: the exact private score, and moved: the places gained, where the board ranks by that.
    """

    line: StandingLine
    rank: int
    tied_with_above: bool
    is_scored: bool = True
    private: float | None = None
    moved: int | None = None


@dataclass(frozen=True)
class _Standings:
    """What a board is made of.

    lines: to be ranked by their values. shown: what was released, where participants see that.
    private: exact private scores by evaluation; none where the board ranks by public ones.
    """

    lines: Sequence[StandingLine]
    shown: Sequence[StandingLine]
    private: Mapping[str, float]
    better: Better
    disclosure: Disclosure

    @property
    def part(self) -> Part:
        """By which rows the board ranks: by public ones where nobody has a private score."""
        return Part.PRIVATE if self.private else Part.PUBLIC

    @cached_property
    def places(self) -> list[_Place]:
        """Who stands where, best first."""
        public = _by_public(self.lines, self.better)
        return self._by_private(public) if self.private else public

    @cached_property
    def seen(self) -> Mapping[str, _Place]:
        """What participants see instead of the places that staff do, by participant."""
        if self.disclosure.hides_exact:
            return {}
        return {place.line.participant_id: place for place in _by_public(self.shown, self.better)}

    def _by_private(self, public: Sequence[_Place]) -> list[_Place]:
        """The places by private scores, those without one last.

        They are gained against the ranks that participants saw.
        """
        entries = [
            Entry(one.line.value, one.line.received_at, one.line.submission_id) for one in public
        ]
        private = [self.private.get(one.line.evaluation_id) for one in public]
        scored, rest = final_places(entries, private, self.better)
        places = []
        for number, final in enumerate((*scored, *rest)):
            before = public[final.index]
            places.append(
                _Place(
                    line=before.line,
                    rank=final.rank,
                    tied_with_above=final.tied_with_above,
                    is_scored=number < len(scored),
                    private=private[final.index],
                    moved=self.seen.get(before.line.participant_id, before).rank - final.rank,
                )
            )
        return places


def rank_board(session: Session, access: AssignmentAccess, track: Track, showing: Showing) -> Board:
    """The board of a track, so much of it as is shown."""
    standings = _read_standings(session, access, track, showing)
    rows = _read_rows(session, access, track, standings)
    owners = [place.line.participant_id for place in standings.places]
    baselines = _read_baselines(session, access, track, standings)
    stairs = showing.disclosure.stairs
    placed = insert_baselines(
        zip(rows, owners, strict=True),
        baselines,
        standings.better,
        standings.part,
        start=None if stairs is None else stairs.bound(stairs.start),
    )
    view = BoardView(
        track=track.slug,
        metric=access.definition.metric,
        better=standings.better,
        secondary=list(access.definition.secondary),
        version=shown_version(track.board_version, showing.disclosure),
        part=standings.part,
        final=showing.disclosure.is_final,
        withheld_until=showing.disclosure.results_from
        if showing.disclosure.hides_results
        else None,
        participants=len(rows),
        rows=[row for row, _ in placed],
    )
    audience = "staff" if access.is_staff else "class"
    etag = f'"{track.id}-{track.board_version}-{audience}{showing.tag}"'
    return Board(view, tuple(owner for _, owner in placed), etag)


def shown_version(version: int, disclosure: Disclosure) -> int:
    """The version of a board as readers know it: closing and reveal count as changes too.

    Closing does where exact scores are shown from then on, and so does the moment from which
    results are told. It grows even where one write changes the board and puts the reveal off.
    """
    return 3 * version + disclosure.stage


def _read_standings(
    session: Session, access: AssignmentAccess, track: Track, showing: Showing
) -> _Standings:
    disclosure, course_id = showing.disclosure, access.course.id
    better = access.definition.better
    if disclosure.hides_results:  # who has handed in what is right would be read off their order
        return _Standings((), (), {}, better, disclosure)
    shown: Sequence[StandingLine] = ()
    if disclosure.is_released:
        shown = queries.released_standings(session, track.id, course_id)
    private: Mapping[str, float] = {}
    if showing.part is Part.PRIVATE:
        private = queries.private_scores(session, track.id)
    match disclosure:
        case Disclosure(hides_exact=False):
            lines = queries.standings(session, track.id, course_id)
        case _ if private:
            exact = queries.standings(session, track.id, course_id)
            lines = _with_shown_scores(exact, shown)
        case _:
            lines = shown
    return _Standings(lines, shown, private, better, disclosure)


def _with_shown_scores(
    lines: Iterable[StandingLine], shown: Iterable[StandingLine]
) -> list[StandingLine]:
    """What counts at the end, each with the public score that was released of its participant."""
    score_of = {line.participant_id: line.value for line in shown}
    return [
        line._replace(value=score_of[line.participant_id])
        for line in lines
        if line.participant_id in score_of
    ]


def _by_public(lines: Iterable[StandingLine], better: Better) -> list[_Place]:
    """The places by the values of the lines, best first."""
    line_of = {line.submission_id: line for line in lines}
    return [
        _Place(line_of[row.entry.id], row.rank, row.tied_with_above)
        for row in rank_lines(line_of.values(), better)
    ]


def _read_rows(
    session: Session, access: AssignmentAccess, track: Track, standings: _Standings
) -> list[BoardRow]:
    """The rows of participants, best first."""
    verified = access.asks_for_program(track.slug)
    evaluations = [place.line.evaluation_id for place in standings.places]
    beside = _read_secondary(session, access, standings, evaluations)
    rows = [
        _row(place, standings, beside[place.line.evaluation_id], verified=verified)
        for place in standings.places
    ]
    figures = _read_figures(session, track, standings)
    if not any(figures):
        return rows
    tied = add_ties(rows, figures, standings.disclosure)
    return add_intervals(tied, figures, access.definition.metric, standings.disclosure)


def _row(
    place: _Place, standings: _Standings, beside: dict[str, SecondaryView], *, verified: bool
) -> BoardRow:
    line, disclosure = place.line, standings.disclosure
    seen = standings.seen.get(line.participant_id)
    # Where exact scores are hidden, lines come with what was released instead.
    released = None if seen is None else seen.line.value
    if disclosure.hides_exact:
        released = line.value
    return BoardRow(
        rank=place.rank,
        alias=line.alias,
        score=disclosure.public_score(line.value, released),
        at_start=disclosure.is_at_start(released),
        private_score=disclosure.private_score(place.private),
        secondary=beside,
        moved=place.moved,
        verified=verified,
        tied_with_above=place.tied_with_above,
        submissions=line.submissions,
        submitted_at=line.received_at,
        released=seen and disclosure.read(seen.line.value),
        released_rank=seen and seen.rank,
    )


def _read_secondary(
    session: Session,
    access: AssignmentAccess,
    standings: _Standings,
    evaluations: Sequence[str],
) -> Mapping[str, dict[str, SecondaryView]]:
    """Secondary scores by evaluation, as far as they are shown; private ones by those it ranks."""
    metrics = access.definition.secondary
    if not metrics:
        return {id_: {} for id_ in evaluations}
    kept = secondary.of_evaluations(session, evaluations)
    released = releases.of_evaluations(session, evaluations)
    found = {}
    for id_ in evaluations:
        found_of = released.get(id_)
        moved = None if found_of is None else found_of.moved
        views = secondary_views(standings.disclosure, metrics, kept.get(id_, {}), moved=moved)
        if standings.part is Part.PUBLIC:
            hidden = {"private_score": None}
            views = {name: one.model_copy(update=hidden) for name, one in views.items()}
        found[id_] = views
    return found


def _read_figures(
    session: Session, track: Track, standings: _Standings
) -> Sequence[Figures | None]:
    """What is known of the uncertainty of each place, as far as it may be shown.

    Where exact scores are hidden, so is their order, until the private ones decide.
    """
    places, by_private = standings.places, standings.part is Part.PRIVATE
    if standings.disclosure.hides_exact and not by_private:
        return [None] * len(places)
    evaluations = [place.line.evaluation_id for place in places if place.is_scored]
    found = queries.figures(session, track.id, evaluations, private=by_private) or ()
    return [*found, *[None] * (len(places) - len(found))]


def _read_baselines(
    session: Session, access: AssignmentAccess, track: Track, standings: _Standings
) -> list[BoardRow]:
    """The baselines that show a score under the version that boards show, in its order."""
    disclosure = standings.disclosure
    files = access.shown_by.baseline_files
    found = {
        line.slug: line
        for line in queries.baselines(session, track.id, access.grading.id)
        if files is None or files.get(baseline_key(track.slug, line.slug)) == line.sha256
    }
    evaluations = [line.evaluation_id for line in found.values()]
    beside = _read_secondary(session, access, standings, evaluations)
    rows = []
    for declared in access.definition.baselines:
        if declared.track != track.slug or declared.slug not in found:
            continue
        line = found[declared.slug]
        score = disclosure.public_score(line.value, line.released, is_baseline=True)
        if score is None:
            continue
        private = line.private if standings.part is Part.PRIVATE else None
        rows.append(
            BoardRow(
                rank=None,
                alias=line.slug,
                score=score,
                private_score=disclosure.private_score(private),
                secondary=beside[line.evaluation_id],
                verified=access.asks_for_program(track.slug),
                tied_with_above=False,
                submissions=1,
                submitted_at=line.received_at,
                baseline=True,
            )
        )
    return rows


def insert_baselines(
    ranked: Iterable[tuple[BoardRow, str]],
    unranked: Sequence[BoardRow],
    better: Better,
    part: Part,
    *,
    start: float | None = None,
) -> list[tuple[BoardRow, str | None]]:
    """Ranked rows and their owners, each baseline behind all that are as good.

    The shown scores decide, so a baseline's place tells no more than they do. Where they are
    private ones, rows without come last. start: behind which baselines rows stand that show no
    score for being at the start of the Ladder.
    """

    def distance(row: BoardRow) -> float:
        score = row.private_score
        if part is Part.PUBLIC:
            score = start if row.score is None and row.at_start else row.score
        return math.inf if score is None else score if better == "lower" else -score

    waiting = deque(sorted(unranked, key=distance))
    placed: list[tuple[BoardRow, str | None]] = []
    for row, owner in ranked:
        while waiting and distance(waiting[0]) < distance(row):
            placed.append((waiting.popleft(), None))
        placed.append((row, owner))
    return placed + [(row, None) for row in waiting]
