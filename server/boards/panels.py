"""A track's board as one reader sees it: the rows, one of them their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from sqlalchemy.orm import Session

from server.assignments.access import AssignmentAccess
from server.assignments.views import AssignmentView, TrackView
from server.boards.board import Boards
from server.boards.steps import StepChart, step_chart
from server.boards.views import BoardRow, BoardView, Part
from server.core.clock import now
from server.courses import queries as courses
from server.submissions.disclosure import Disclosure
from server.submissions.secondary_views import SecondaryColumn, secondary_columns


@dataclass(frozen=True)
class PanelRow:
    """A row between its neighbours. before, after: the nearest rows that have a rank."""

    row: BoardRow
    before: BoardRow | None
    after: BoardRow | None


@dataclass(frozen=True)
class Panel:
    """A track and its board.

    secondary: what stands beside the score that ranks. own: the row to mark. names: of people by
    alias, for staff only. baselines: their titles by slug. task: the assignment as it is on this
    track. decimals: of public scores. released_decimals: of those that participants see.
    private_decimals: of private ones, which no step of the
    Ladder rounds; None for points.
    """

    task: AssignmentView
    track: TrackView
    board: BoardView
    secondary: Sequence[SecondaryColumn]
    own: BoardRow | None
    names: Mapping[str, str]
    baselines: Mapping[str, str]
    decimals: int | None
    released_decimals: int | None
    private_decimals: int | None

    @property
    def ranked(self) -> list[BoardRow]:
        """The rows of participants."""
        return [row for row in self.board.rows if not row.baseline]

    @property
    def lines(self) -> list[PanelRow]:
        """Every row, best first."""
        rows, ranked = self.board.rows, self.ranked
        seen = list(accumulate((not row.baseline for row in rows), initial=0))
        lines = []
        for place, row in enumerate(rows):
            before = ranked[seen[place] - 1] if seen[place] else None
            after = ranked[seen[place + 1]] if seen[place + 1] < len(ranked) else None
            lines.append(PanelRow(row, before, after))
        return lines

    @property
    def beaten(self) -> list[str]:
        """The titles of the baselines that are worse than `own`, by the scores that are shown.

        Those without a score by which the board ranks are not compared. Whoever is still where
        everybody starts on the Ladder beats none: they may be worse than that.
        """
        if self.own is None or self.own.value is None:
            return []
        behind = self.board.rows[self.board.rows.index(self.own) :]
        return [
            self.baselines[row.alias]
            for row in behind
            if row.baseline
            and row.value != self.own.value
            and not (self.is_private and row.private_score is None)
        ]

    @property
    def step_chart(self) -> StepChart:
        """Participants' rows as steps, those at the start of the Ladder as high as that.

        Without any score, or a private one where that ranks, as high as the one above.
        """
        rows = self.ranked
        if self.is_private:
            rows = [row for row in rows if row.private_score is not None]
        known = [self.task.start if row.value is None else row.value for row in rows]
        scores = [score for score in known if score is not None]
        left = len(self.ranked) - len(scores)
        return step_chart(scores + (scores[-1:] or [0.0]) * left)

    @property
    def is_private(self) -> bool:
        """Whether the board ranks by private scores."""
        return self.board.part is Part.PRIVATE

    @property
    def own_step(self) -> int | None:
        """Which step is that of `own`, counted from 0."""
        return None if self.own is None else self.ranked.index(self.own)


def panels(
    session: Session,
    boards: Boards,
    access: AssignmentAccess,
    view: AssignmentView,
    participant_id: str | None,
    part: Part | None = None,
) -> list[Panel]:
    """Every track of an assignment with its board, in the bundle's order.

    participant_id: whose row is the own one. part: see `Boards.get`.
    """
    names = _names(session, access) if access.is_staff else {}
    found = []
    for track in view.tracks:
        shown = Disclosure.of(access, access.tracks[track.slug], now())
        board = boards.get(session, access, access.tracks[track.slug], part)
        own = board.row_of(participant_id)
        titles = {one.slug: one.title for one in view.baselines if one.track == track.slug}
        found.append(
            Panel(
                task=view.on(track.slug),
                track=track,
                board=board.view,
                secondary=secondary_columns(view, shown),
                own=own,
                names=names,
                baselines=titles,
                decimals=shown.public_decimals(view.step),
                released_decimals=shown.released_decimals(view.step),
                private_decimals=shown.decimals,
            )
        )
    return found


def _names(session: Session, access: AssignmentAccess) -> dict[str, str]:
    roster = courses.roster(session, access.course.id)
    return {membership.alias: membership.called for membership, _ in roster}
